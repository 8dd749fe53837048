#include "shared/eventlog/kafka_topic_rules.hpp"

#include "shared/core/time.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/validation.hpp"

#include <charconv>
#include <cstdint>
#include <limits>

namespace mailsonde::eventlog::kafka {
namespace {

constexpr auto const* clean_up = "cleanup.policy";
constexpr auto const* retention = "retention.ms";
constexpr auto const* largest_batch = "max.message.bytes";
constexpr auto const* timestamps = "message.timestamp.type";

/// Room for the largest record of the contract, with what Kafka puts around it.
constexpr auto const* octets_of_largest_batch = "1114112";
/// The contract's timestamps are the log's, not those of whoever wrote.
constexpr auto const* time_of_the_log = "LogAppendTime";

std::string value_of(topic_config const& config, std::string const& name) {
    auto const found = config.find(name);
    return found == config.end() ? std::string() : found->second;
}

/// -1 is Kafka's word for no limit.
std::int64_t number_in(std::string const& text) {
    std::int64_t value = 0;
    auto const done = std::from_chars(text.data(), text.data() + text.size(), value);
    if (done.ec != std::errc()) {
        return 0;
    }
    return value < 0 ? std::numeric_limits<std::int64_t>::max() : value;
}

/// What the clean-up and the contract demand; what else is set only tunes it.
topic_config demanded(topic_options const& wanted) {
    auto all = config_for(wanted);
    topic_config out;
    for (auto const* const name : {retention, largest_batch, timestamps}) {
        if (auto one = all.extract(name)) {
            out.insert(std::move(one));
        }
    }
    return out;
}

bool suffices(std::string const& name, std::string const& there, std::string const& wanted) {
    return name == timestamps ? there == wanted : number_in(there) >= number_in(wanted);
}

std::string shown(std::string const& name, std::string const& value) {
    auto const number = number_in(value);
    if (name != retention || number == std::numeric_limits<std::int64_t>::max()) {
        return name + "=" + value;
    }
    return name + "=" + value + " (" + mailsonde::to_text(milliseconds(number)) + ")";
}

}  // namespace

topic_options options_of(topic_facts const& there) {
    topic_options out{.name = there.name, .partitions = there.partitions};
    out.compacted = value_of(there.config, clean_up) == "compact";
    auto const keep = number_in(value_of(there.config, retention));
    if (!out.compacted && keep != std::numeric_limits<std::int64_t>::max()) {
        out.retention = milliseconds(keep);
    }
    return out;
}

topic_config config_for(topic_options const& wanted) {
    auto out = wanted.settings;
    out[clean_up] = wanted.compacted ? "compact" : "delete";
    out.try_emplace(largest_batch, octets_of_largest_batch);
    out.try_emplace(timestamps, time_of_the_log);
    if (!wanted.compacted) {
        auto const keep = wanted.retention.count();
        out[retention] = keep == 0 ? "-1" : std::to_string(keep);
    }
    return out;
}

topic_config config_to_mend(topic_facts const& there, topic_options const& wanted) {
    topic_config out;
    for (auto const& [name, value] : demanded(wanted)) {
        auto const now = value_of(there.config, name);
        // A retention is set as wanted, also to a shorter one: see log::ensure_topics.
        if (name == retention ? now != value : !suffices(name, now, value)) {
            out[name] = value;
        }
    }
    return out;
}

result<void> check_replicas(topic_facts const& there, int wanted) {
    if (there.replicas >= wanted) {
        return {};
    }
    return fail(
        eventlog_errc::topic_settings,
        there.name + " has a partition with " + std::to_string(there.replicas) +
            " replicas, kafka.replication wants " + std::to_string(wanted) +
            ": add some with kafka-reassign-partitions.sh, or lower kafka.replication"
    );
}

result<void> check_topic(topic_facts const& there, topic_options const& wanted, int replicas) {
    if (auto const fits = check_compatible(options_of(there), wanted); !fits) {
        return fits;
    }
    for (auto const& [name, value] : demanded(wanted)) {
        auto const now = value_of(there.config, name);
        if (!suffices(name, now, value)) {
            return fail(
                eventlog_errc::topic_settings,
                there.name + " has " + shown(name, now) + ", wanted is " + shown(name, value) +
                    ": `mailsonde topics create` sets it"
            );
        }
    }
    return check_replicas(there, replicas);
}

}  // namespace mailsonde::eventlog::kafka
