#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/kafka_member.hpp"
#include "shared/eventlog/validation.hpp"

#include <utility>

// How a member's transactions are checked, bound to its group, and made.
namespace mailsonde::eventlog::kafka {

std::string kafka_member::why_refused(transaction const& work) {
    std::map<std::string, topic_options> known;
    std::optional<failure> unanswered;
    auto reason = why_malformed(work, [&](std::string const& name) -> topic_options const* {
        auto found = topics_->find(name);
        if (found) {
            return &known.insert_or_assign(name, *found).first->second;
        }
        if (found.error().code != eventlog_errc::unknown_topic) {
            unanswered = found.error();
        }
        return nullptr;
    });
    return unanswered ? unanswered->text() : reason;
}

result<partitions_handle> kafka_member::positions_for(transaction const& work) {
    partitions_handle out(
        rd_kafka_topic_partition_list_new(static_cast<int>(work.advances.size()) + 1)
    );
    for (auto const& one : work.advances) {
        rd_kafka_topic_partition_list_add(out.get(), one.topic.c_str(), one.partition)->offset =
            one.next;
    }
    if (out->cnt > 0) {
        return out;
    }
    // Without a position the transaction would be bound to nothing: one that moves nothing.
    auto const& own = held_->assignment.partitions;
    auto position = offset{0};
    if (!own.empty()) {
        auto const known = held_->positions.find(own.front());
        if (known != held_->positions.end()) {
            position = known->second;
        } else if (auto const asked = committed(own.front()); !asked) {
            return asked.error();
        } else {
            position = asked->value_or(0);
        }
    } else if (!work.appends.empty()) {
        return fail(eventlog_errc::invalid_options, "who holds no partition has nothing to write");
    }
    rd_kafka_topic_partition_list_add(
        out.get(), group_.topic.c_str(), own.empty() ? 0 : own.front()
    )
        ->offset = position;
    return out;
}

commit_result kafka_member::commit(transaction const& work, token const& token) {
    if (closed_ || !held_ || !(token == held_->assignment.token)) {
        return {commit_outcome::fenced, "the assignment is not this member's any more"};
    }
    if (auto reason = why_refused(work); !reason.empty()) {
        return {commit_outcome::aborted, std::move(reason)};
    }
    auto const positions = positions_for(work);
    if (!positions) {
        return {commit_outcome::aborted, positions.error().text()};
    }
    if (work.appends.empty() && work.advances.empty()) {
        return producer_.ask(**positions, *held_->membership);
    }
    auto done = producer_.commit(work, **positions, *held_->membership);
    for (auto const& one : work.advances) {
        if (one.topic == group_.topic && done.outcome == commit_outcome::ok) {
            held_->positions[one.partition] = one.next;
        }
    }
    return done;
}

}  // namespace mailsonde::eventlog::kafka
