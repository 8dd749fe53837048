#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/model/topics.hpp"

#include <cstddef>

namespace mailsonde::bench {

/// What a checker commits when it has judged so many mails: a result and a state record of each,
/// and how far it has read.
class results {
public:
    results(model::topics const& topics, std::size_t count);

    /// The same records again, further positions.
    [[nodiscard]] eventlog::transaction const& next();

private:
    eventlog::transaction work_;
};

}  // namespace mailsonde::bench
