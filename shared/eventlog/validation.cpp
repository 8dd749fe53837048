#include "shared/eventlog/validation.hpp"

#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"

#include <cstddef>

namespace mailsonde::eventlog {
namespace {

constexpr std::size_t longest_name = 249;  // as Apache Kafka's, so that names fit every back end

bool is_name(std::string const& text) {
    return !text.empty() && text.size() <= longest_name && !has_control_characters(text);
}

std::string place(std::string const& topic, int partition) {
    return sanitised(topic, longest_name) + "/" + std::to_string(partition);
}

bool has_partition(topic_options const* topic, int partition) {
    return topic != nullptr && partition >= 0 && partition < topic->partitions;
}

std::size_t size_of(record const& one) {
    auto size = (one.key ? one.key->size() : 0) + (one.value ? one.value->size() : 0);
    for (auto const& [name, value] : one.headers) {
        size += name.size() + value.size();
    }
    return size;
}

std::string why_malformed(record const& one, topic_options const* topic) {
    auto const where = place(one.topic, one.partition);
    if (!has_partition(topic, one.partition)) {
        return "no such topic or partition: " + where;
    }
    if (topic->compacted && !one.key) {
        return "a record without key in a compacted topic: " + where;
    }
    if (auto const size = size_of(one); size > max_record_size) {
        return "a record of " + std::to_string(size) + " octets, the limit is " +
               std::to_string(max_record_size) + ": " + where;
    }
    return {};
}

}  // namespace

result<void> check_options(topic_options const& topic) {
    if (!is_name(topic.name)) {
        return fail(eventlog_errc::invalid_options, "topic name: " + sanitised(topic.name));
    }
    if (topic.partitions < 1 || topic.partitions > most_partitions) {
        return fail(
            eventlog_errc::invalid_options,
            topic.name + ": partitions must be 1 to " + std::to_string(most_partitions)
        );
    }
    if (topic.retention < milliseconds(0)) {
        return fail(eventlog_errc::invalid_options, topic.name + ": negative retention");
    }
    return {};
}

result<void> check_options(group_options const& group) {
    if (!is_name(group.group)) {
        return fail(eventlog_errc::invalid_options, "group name: " + sanitised(group.group));
    }
    if (group.session_timeout <= milliseconds(0)) {
        return fail(
            eventlog_errc::invalid_options, group.group + ": the session timeout must be positive"
        );
    }
    return {};
}

result<void> check_compatible(topic_options const& existing, topic_options const& wanted) {
    if (existing.partitions != wanted.partitions) {
        return fail(
            eventlog_errc::topic_mismatch,
            existing.name + " has " + std::to_string(existing.partitions) +
                " partitions, wanted are " + std::to_string(wanted.partitions)
        );
    }
    if (existing.compacted != wanted.compacted) {
        return fail(
            eventlog_errc::topic_mismatch,
            existing.name + (existing.compacted ? " is compacted" : " isn't compacted")
        );
    }
    return {};
}

std::string why_malformed(transaction const& work, topic_finder const& find) {
    for (auto const& one : work.appends) {
        if (auto reason = why_malformed(one, find(one.topic)); !reason.empty()) {
            return reason;
        }
    }
    for (auto const& one : work.advances) {
        if (!has_partition(find(one.topic), one.partition)) {
            return "no such topic or partition: " + place(one.topic, one.partition);
        }
        if (one.next < 0) {
            return "a negative position: " + place(one.topic, one.partition);
        }
    }
    return {};
}

failure no_such(std::string const& topic, int partition) {
    return fail(eventlog_errc::unknown_topic, place(topic, partition));
}

}  // namespace mailsonde::eventlog
