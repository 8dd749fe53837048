#pragma once

#include "shared/eventlog/event_log.hpp"

#include <functional>
#include <memory>

namespace mailsonde::bench {

/// Opens the log that is measured. In each process anew: no back end survives a fork.
using log_opener = std::function<std::unique_ptr<eventlog::log>()>;

/// A member that commits, and nothing else. Errors are exceptions: they are no figures.
class participant {
public:
    /// Returns once it has an assignment.
    participant(eventlog::log& log, eventlog::group_options const& group);

    void commit(eventlog::transaction const& work);

private:
    eventlog::token proof_;
    std::unique_ptr<eventlog::member> member_;
};

}  // namespace mailsonde::bench
