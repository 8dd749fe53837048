#pragma once

#include "shared/config/config.hpp"
#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/kafka_log.hpp"

#include <memory>
#include <string>

namespace mailsonde::cli {

/// The log that a configuration names: on Kafka if it says `kafka`, else in `data`.
/// @errors those of open_kafka_log or open_sqlite_log; invalid_argument if this host's name can't
/// be
///         that of a replica
[[nodiscard]] result<std::unique_ptr<eventlog::log>> open_event_log(config::config const& config);

/// Whether there is one. Opening that in `data` creates it; that on Kafka is there or not whatever
/// we do.
[[nodiscard]] bool has_event_log(config::config const& config);

/// "in /var/lib/mailsonde", "on Kafka at host:9092,host:9093": for people.
[[nodiscard]] std::string place_of_event_log(config::config const& config);

/// As the event log wants to have what the configuration says.
/// @errors invalid_argument: see open_event_log; or there is no `kafka`
[[nodiscard]] result<eventlog::kafka_options> kafka_options_for(config::config const& config);

/// Adds what to do about it, where an administrator can: topics on Kafka.
[[nodiscard]] failure with_advice(failure why, config::config const& config);

}  // namespace mailsonde::cli
