#pragma once

#include "cli/event_summary.hpp"
#include "shared/core/result.hpp"
#include "shared/eventlog/event_log.hpp"
#include "shared/model/cloudevent.hpp"
#include "shared/model/topics.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace mailsonde::cli {

struct event_filter {
    std::vector<std::string> probes;  ///< empty: all
    std::vector<std::string> types;   ///< CloudEvents types; empty: all
};

struct read_event {
    model::cloudevent envelope;
    event_summary summary;
};

/// What was read in one go.
struct event_batch {
    std::vector<read_event> events;     ///< by time
    std::vector<std::string> warnings;  ///< about records that are no events we know
};

/// Reads the events of an installation from its log, without being a member of any group: nobody
/// notices, and nobody waits for it.
class event_reader {
public:
    /// @param log  must outlive the reader
    event_reader(eventlog::log& log, model::topics const& topics, event_filter filter);

    /// The newest `last` events that pass the filter. Afterwards `news` begins at the end.
    /// @param go_on  asked now and then; false ends the reading early, with what there is
    /// @errors those of log::restore
    [[nodiscard]] result<event_batch> backlog(std::size_t last, std::function<bool()> const& go_on);

    /// What was appended since the last call. After a failure the next call makes up for it.
    /// @errors those of log::restore
    [[nodiscard]] result<event_batch> news();

private:
    /// A partition and where to read on.
    struct place {
        std::string topic;
        int partition = 0;
        eventlog::offset next = 0;
    };

    /// The part of a batch that comes from one partition, with the offsets.
    struct part {
        std::vector<std::pair<eventlog::offset, read_event>> events;
        std::vector<std::pair<eventlog::offset, std::string>> warnings;
    };

    [[nodiscard]] result<part> read(place& from, eventlog::offset first);
    [[nodiscard]] result<part> newest(place& of, std::size_t wanted);
    void add(eventlog::stored_record const& record, part& to) const;

    eventlog::log* log_;
    event_filter filter_;
    std::vector<place> places_;
};

}  // namespace mailsonde::cli
