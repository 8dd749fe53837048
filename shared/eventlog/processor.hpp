#pragma once

#include "shared/eventlog/event_log.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace mailsonde::eventlog {

/// More than this a turn should not decide: brokers end transactions that take over 10 s. What is
/// left out has to come with the next turn.
inline constexpr std::size_t enough_appends = 2'000;

[[nodiscard]] inline bool is_enough(transaction const& work) {
    return work.appends.size() >= enough_appends;
}

/// Between two turns of an engine if nobody knows better.
inline constexpr milliseconds usual_rest{100};

/// What a service decides, apart from how it is made durable: that is `engine`'s part. All calls
/// come from one thread.
///
/// A processor may change its own memory while it decides: its memory is a cache of the state
/// topic. If the transaction does not become durable, the engine calls `forget` and later
/// `restore`, and everything is decided again. What others can see of a decision (a mail sent, a
/// mail deleted) has to wait for `release`.
class processor {
public:
    processor() = default;
    processor(processor const&) = delete;
    processor& operator=(processor const&) = delete;
    virtual ~processor() = default;

    /// This partition is ours from now on; `state` is its state topic, oldest first.
    virtual void restore(int partition, std::vector<stored_record> const& state) = 0;
    /// Nothing is ours any more, and what was decided since the last release never happened.
    virtual void forget() = 0;
    /// All assigned partitions are restored.
    virtual void begin() = 0;
    /// One record of the subscribed topic.
    virtual void take(stored_record const& record, transaction& out) = 0;
    /// What follows from time and from reports.
    virtual void decide(transaction& out) = 0;
    /// What was decided is durable: let it happen.
    virtual void release() = 0;

    /// How long from now on time alone brings nothing to decide; asked after a turn.
    [[nodiscard]] virtual milliseconds rest() const { return usual_rest; }
};

/// The rest until `due`, if `decided` is when the last decision was made and `now` a bit later:
/// what was due then already and could not be done is tried again after the usual time.
inline milliseconds rest_until(instant due, instant decided, instant now, milliseconds shortest) {
    return due <= decided ? usual_rest : std::max(due - now, shortest);
}

}  // namespace mailsonde::eventlog
