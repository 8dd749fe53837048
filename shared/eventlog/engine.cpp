#include "shared/eventlog/engine.hpp"

#include "shared/core/failpoint.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/next_position.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace mailsonde::eventlog {
namespace {

using namespace std::chrono_literals;

constexpr milliseconds first_retry = 100ms;
constexpr milliseconds longest_retry = 5s;
/// Much longer than any session timeout that makes sense.
constexpr auto forgotten_after = 60s;
/// Long enough for what was released too early to happen.
constexpr milliseconds broken_wait = 3s;

/// One position per partition, behind the last record taken of it.
std::vector<position> advances_of(std::vector<stored_record> const& records) {
    std::map<int, offset> next;
    for (auto const& record : records) {
        next[record.data.partition] = record.offset + 1;
    }
    std::vector<position> out;
    out.reserve(next.size());
    for (auto const& [partition, behind] : next) {
        out.push_back({records.front().data.topic, partition, behind});
    }
    return out;
}

}  // namespace

engine::engine(log& log, engine_options options, processor& work, engine_observer observer)
    : log_(log), options_(std::move(options)), work_(work), observer_(std::move(observer)) {}

engine::~engine() {
    leave();
}

result<void> engine::join() {
    auto joined = log_.join(
        options_.group,
        {[this](assignment const& given) { assigned(given); },
         [this](std::vector<int> const& /*all of them*/) { revoked(); }}
    );
    if (!joined) {
        return joined.error();
    }
    member_ = *std::move(joined);
    failpoint(options_.group.group, "R1.joined");
    return {};
}

void engine::assigned(assignment const& given) {
    fenced_at_.reset();
    token_ = given.token;
    partitions_ = given.partitions;
    to_restore_ = given.partitions;
    failpoint(options_.group.group, "R2.assigned");
    if (observer_.assigned) {
        observer_.assigned(given.partitions);
    }
    if (to_restore_.empty()) {
        work_.begin();
    }
}

void engine::revoked() {
    fenced_at_.reset();
    lose();
    partitions_.clear();
    if (observer_.revoked) {
        observer_.revoked();
    }
    failpoint(options_.group.group, "R7.revoked");
}

void engine::lose() {
    token_.reset();
    to_restore_.clear();
    pending_.reset();
    retry_wait_ = 0ms;
    work_.forget();
}

bool engine::turn() {
    heard_ = false;
    if (!member_) {  // it could not join anew
        join_anew();
        return false;
    }
    auto const ready = settled();
    auto const records = member_->poll(ready ? options_.batch : 0);
    if (!records) {
        told("poll", records.error());
        return false;
    }
    heard_ = true;
    if (!token_) {
        if (fenced_at_ && options_.since_start() >= *fenced_at_ + forgotten_after) {
            join_anew();
        }
        return false;
    }
    if (!to_restore_.empty()) {
        return restore_next();
    }
    if (pending_) {
        if (options_.since_start() >= retry_at_) {
            try_commit();
        }
        return false;
    }
    decide(*records);
    return settled() && records->size() >= options_.batch;
}

/// Heartbeats go on, but the group has forgotten to tell us what is ours.
void engine::join_anew() {
    if (options_.since_start() < retry_at_) {
        return;
    }
    leave();
    fenced_at_ = options_.since_start();
    if (auto const joined = join(); !joined) {
        retry_at_ = options_.since_start() + longest_retry;
        told("join", joined.error());
    }
}

result<offset> engine::begin_of(int partition, offset position, offset next) {
    auto const begin = std::max(position, next);
    if (begin == 0 || log_.keeps_positions()) {
        return begin;
    }
    // Nothing is read from there; only the end is said.
    auto const there =
        log_.restore(options_.group.topic, partition, std::numeric_limits<offset>::max());
    if (!there) {
        return there.error();
    }
    if (there->end < begin) {
        return fail(
            eventlog_errc::corrupt,
            options_.group.topic + "/" + std::to_string(partition) + " ends at " +
                std::to_string(there->end) + ", but all below " + std::to_string(begin) +
                " was taken already: the topic was made anew or has lost records; docs/kafka.md "
                "says what to do"
        );
    }
    return begin;
}

milliseconds engine::rest() const {
    return settled() && heard_ ? std::min(work_.rest(), options_.longest_rest) : usual_rest;
}

bool engine::restore_next() {
    auto const partition = to_restore_.back();
    // In this order: once the position is known, no transaction of a former owner that moves it is
    // open, and what such a one wrote lies before the end that is read to.
    auto const position = member_->committed(partition);
    if (!position) {
        told("committed position", position.error());
        return false;
    }
    auto state = log_.restore(options_.state_topic, partition, 0);
    if (!state) {
        told("restore", state.error());
        return false;
    }
    auto const next = take_next_position(state->records);
    if (!next) {
        told("restore", next.error());
        return false;
    }
    if (options_.takes_records) {
        auto const begin = begin_of(partition, position->value_or(0), *next);
        if (!begin) {
            told("position", begin.error());
            return false;
        }
        member_->start(partition, *begin);
    }
    work_.restore(partition, state->records);
    to_restore_.pop_back();
    failpoint(options_.group.group, "R5.partition_restored");
    if (to_restore_.empty()) {
        failpoint(options_.group.group, "R6.restored");
        work_.begin();
    }
    return true;
}

void engine::decide(std::vector<stored_record> const& records) {
    transaction work;
    work.advances = advances_of(records);
    if (!log_.keeps_positions()) {
        for (auto const& one : work.advances) {
            work.appends.push_back(next_position_record(options_.state_topic, one));
        }
    }
    for (auto const& record : records) {
        work_.take(record, work);
    }
    work_.decide(work);
    if (work.appends.empty() && work.advances.empty()) {
        work_.release();
        return;
    }
    pending_ = std::move(work);
    if (is_broken(options_.group.group, "release_before_commit")) {
        work_.release();
        retry_at_ = options_.since_start() + broken_wait;
        return;
    }
    try_commit();
}

void engine::try_commit() {
    auto const began = options_.since_start();
    if (!pending_ || !token_) {
        return;  // there is nothing to commit, or nobody to commit it as
    }
    failpoint(options_.group.group, "R8.before_commit");
    auto const done = member_->commit(*pending_, *token_);
    auto const now = options_.since_start();
    if (observer_.committed) {
        observer_.committed(done, std::chrono::duration_cast<milliseconds>(now - began));
    }
    switch (done.outcome) {
        case commit_outcome::ok:
            pending_.reset();
            retry_wait_ = 0ms;
            failpoint(options_.group.group, "R8.committed");
            work_.release();
            break;
        case commit_outcome::aborted:
            retry_wait_ = std::clamp(retry_wait_ * 2, first_retry, longest_retry);
            retry_at_ = now + retry_wait_;
            break;
        case commit_outcome::fenced:
            // The assignment is void; poll will say so, too, and bring the next one.
            lose();
            fenced_at_ = now;
            break;
        case commit_outcome::unknown: {
            auto const token = token_;
            lose();
            token_ = token;
            to_restore_ = partitions_;
            break;
        }
    }
}

void engine::told(std::string const& what, failure const& why) const {
    if (observer_.failed) {
        observer_.failed(what, why);
    }
}

void engine::leave() {
    if (member_) {
        member_->close();
        member_.reset();
    }
}

}  // namespace mailsonde::eventlog
