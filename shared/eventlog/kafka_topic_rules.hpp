#pragma once

#include "shared/core/result.hpp"
#include "shared/eventlog/event_log.hpp"

#include <map>
#include <string>

/// What a topic on Kafka must be, beside what it is. Pure.
namespace mailsonde::eventlog::kafka {

/// By Kafka's names: "retention.ms".
using topic_config = std::map<std::string, std::string>;

struct topic_facts {
    std::string name;
    int partitions = 0;
    int replicas = 0;       ///< of the partition that has the fewest
    topic_config config{};  ///< what is in force, defaults of the cluster included
};

[[nodiscard]] topic_options options_of(topic_facts const& there);

/// What a new topic is made with.
[[nodiscard]] topic_config config_for(topic_options const& wanted);

/// What has to be set to make the topic fit; empty if nothing. The retention becomes the wanted
/// one, see log::ensure_topics; an operator's larger limits stay, and so does what only tunes it.
[[nodiscard]] topic_config config_to_mend(topic_facts const& there, topic_options const& wanted);

/// @errors eventlog_errc::topic_settings
[[nodiscard]] result<void> check_replicas(topic_facts const& there, int wanted);

/// Whether services may use it.
///
/// @param replicas  fewer are refused
/// @errors eventlog_errc::topic_mismatch: partitions or clean-up, which stay for ever;
///         topic_settings: what can be changed, with how
[[nodiscard]] result<void> check_topic(
    topic_facts const& there, topic_options const& wanted, int replicas
);

}  // namespace mailsonde::eventlog::kafka
