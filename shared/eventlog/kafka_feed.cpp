#include "shared/eventlog/kafka_feed.hpp"

#include "shared/eventlog/kafka_client.hpp"
#include "shared/eventlog/kafka_records.hpp"

#include <algorithm>

namespace mailsonde::eventlog::kafka {
namespace {

/// More is not received while nobody takes what was.
constexpr std::size_t most_waiting = 2'000;

}  // namespace

void feed::start(int partition, offset from) {
    if (auto const found = waiting_.find(partition); found != waiting_.end()) {
        waiting_count_ -= found->second.size();
        waiting_.erase(found);
    }
    started_[partition] = {.next = from, .reached = from};
    changed_ = true;
    changing_ = true;
}

void feed::fetch(bool now) {
    if (changed_ && (now || !changing_)) {
        begin();
    }
    changing_ = false;
    hold_back(full());
}

partitions_handle feed::listed() const {
    partitions_handle out(rd_kafka_topic_partition_list_new(static_cast<int>(started_.size())));
    for (auto const& [partition, at] : started_) {
        rd_kafka_topic_partition_list_add(out.get(), topic_.c_str(), partition)->offset = at.next;
    }
    return out;
}

void feed::begin() {
    rd_kafka_assign(&by_, listed().get());
    // What was received and not delivered yet comes again.
    forget_waiting();
    for (auto& [partition, at] : started_) {
        at.reached = at.next;
    }
    changed_ = false;
    held_back_ = false;
}

void feed::hold_back(bool on) {
    if (on == held_back_) {
        return;
    }
    if (on) {
        rd_kafka_pause_partitions(&by_, listed().get());
    } else {
        rd_kafka_resume_partitions(&by_, listed().get());
    }
    held_back_ = on;
}

void feed::forget_waiting() {
    waiting_.clear();
    waiting_count_ = 0;
}

bool feed::full() const {
    return waiting_count_ >= most_waiting;
}

result<void> feed::take(rd_kafka_message_t const& message) {
    if (message.err == RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED) {
        return {};  // the revocation says it
    }
    auto const at_end = message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR && !at_end) {
        return failure_of(message.err, rd_kafka_message_errstr(&message));
    }
    auto const found = started_.find(message.partition);
    if (changed_ || found == started_.end()) {
        return {};  // of fetchers that are about to begin elsewhere
    }
    auto& at = found->second;
    if (at_end) {
        at.reached = std::max(at.reached, message.offset);
    } else if (message.offset >= at.reached) {  // fetchers go back a little after some failures
        at.reached = message.offset + 1;
        waiting_[message.partition].push_back(record_of(message));
        ++waiting_count_;
    }
    return {};
}

std::vector<stored_record> feed::deliver(std::size_t limit) {
    std::vector<stored_record> out;
    out.reserve(std::min(limit, waiting_count_));
    while (out.size() < limit && waiting_count_ > 0) {
        auto next = waiting_.upper_bound(last_served_);
        next = next == waiting_.end() ? waiting_.begin() : next;
        auto& [partition, records] = *next;
        last_served_ = partition;
        started_[partition].next = records.front().offset + 1;
        out.push_back(std::move(records.front()));
        records.pop_front();
        --waiting_count_;
        if (records.empty()) {
            waiting_.erase(next);
        }
    }
    return out;
}

std::int64_t feed::behind() const {
    std::int64_t out = 0;
    for (auto const& [partition, at] : started_) {
        offset first = 0;
        offset end = 0;
        auto const code =
            rd_kafka_get_watermark_offsets(&by_, topic_.c_str(), partition, &first, &end);
        // Negative: nothing was fetched yet.
        auto const to = code == RD_KAFKA_RESP_ERR_NO_ERROR ? std::max(end, at.reached) : at.reached;
        out += to - (waiting_.contains(partition) ? at.next : at.reached);
    }
    return out;
}

offset feed::reached(int partition) const {
    auto const found = started_.find(partition);
    return changed_ || found == started_.end() ? 0 : found->second.reached;
}

}  // namespace mailsonde::eventlog::kafka
