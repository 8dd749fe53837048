#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/kafka_member.hpp"
#include "shared/eventlog/validation.hpp"

#include <algorithm>
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

/// Those of ours that it writes to; one at least if there is any.
std::set<int> kafka_member::touched_by(transaction const& work) const {
    auto const& own = held_->assignment.partitions;
    std::set<int> out;
    for (auto const& one : work.appends) {
        if (std::ranges::binary_search(own, one.partition)) {
            out.insert(one.partition);
        }
    }
    if (out.empty() && !own.empty()) {
        out.insert(own.front());
    }
    return out;
}

result<offset> kafka_member::position_of(int partition) {
    if (auto const known = held_->positions.find(partition); known != held_->positions.end()) {
        return known->second;
    }
    auto const asked = committed(partition);
    return asked ? result<offset>(asked->value_or(0)) : asked.error();
}

/// Without a position the transaction would be bound to nothing, so there is one of each partition
/// that it touches, even if it doesn't move. The next owner of a partition asks for its position
/// first, and is told only when what we had begun is over: who stands still between here and the
/// end may have written nothing yet that would show in the partition itself, and still end it
/// later.
result<partitions_handle> kafka_member::positions_for(transaction const& work) {
    auto touched = touched_by(work);
    partitions_handle out(rd_kafka_topic_partition_list_new(
        static_cast<int>(work.advances.size() + touched.size()) + 1
    ));
    auto const add = [&](std::string const& topic, int partition, offset position) {
        rd_kafka_topic_partition_list_add(out.get(), topic.c_str(), partition)->offset = position;
    };
    for (auto const& one : work.advances) {
        add(one.topic, one.partition, one.next);
        if (one.topic == group_.topic) {
            touched.erase(one.partition);
        }
    }
    for (auto const partition : touched) {
        auto const position = position_of(partition);
        if (!position) {
            return position.error();
        }
        add(group_.topic, partition, *position);
    }
    if (held_->assignment.partitions.empty()) {
        if (!work.appends.empty()) {
            return fail(
                eventlog_errc::invalid_options, "who holds no partition has nothing to write"
            );
        }
        add(group_.topic, 0, 0);
    }
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
    if (done.outcome == commit_outcome::unknown) {
        held_->positions.clear();
    }
    return done;
}

}  // namespace mailsonde::eventlog::kafka
