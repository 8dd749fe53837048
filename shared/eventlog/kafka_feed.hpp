#pragma once

#include "shared/core/result.hpp"
#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/kafka_handles.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::eventlog::kafka {

/// The records of one assignment, on their way from the consumer to who polls.
class feed {
public:
    /// @param by  outlives this
    feed(rd_kafka_t& by, std::string topic) : by_(by), topic_(std::move(topic)) {}

    /// Begins a partition at `from`, or moves it there. Takes effect with `fetch`.
    void start(int partition, offset from);

    /// To be called before each receiving. All that was started begins at once, since each time the
    /// fetchers of all partitions begin anew: now, or as soon as nothing more was started between
    /// two calls.
    void fetch(bool now);

    /// @errors those of failure_of
    [[nodiscard]] result<void> take(rd_kafka_message_t const& message);

    [[nodiscard]] bool full() const;

    /// One of each partition in turn, so that a busy one can't starve the others.
    [[nodiscard]] std::vector<stored_record> deliver(std::size_t limit);

    [[nodiscard]] bool empty() const { return waiting_count_ == 0; }

    /// See member::behind.
    [[nodiscard]] std::int64_t behind() const;

    /// Everything below was received or is no record; 0 for what isn't fetched.
    [[nodiscard]] offset reached(int partition) const;

private:
    struct cursor {
        offset next = 0;     ///< what is delivered next
        offset reached = 0;  ///< as next, for what was received
    };

    [[nodiscard]] partitions_handle listed() const;
    void begin();
    void hold_back(bool on);
    void forget_waiting();

    rd_kafka_t& by_;
    std::string topic_;
    std::map<int, cursor> started_;
    bool changed_ = false;   ///< `started_` is not yet what is fetched
    bool changing_ = false;  ///< since the last call of `fetch`, so there may be more to come
    bool held_back_ = false;
    std::map<int, std::deque<stored_record>> waiting_;  ///< received, not delivered yet
    std::size_t waiting_count_ = 0;
    int last_served_ = -1;  ///< whose turn it was last
};

}  // namespace mailsonde::eventlog::kafka
