#pragma once

#include "shared/core/secret.hpp"
#include "shared/eventlog/event_log.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::eventlog {

/// How a client proves itself to the brokers.
enum class sasl_mechanism : std::uint8_t { none, plain, scram_sha_256, scram_sha_512, oauthbearer };

struct kafka_security {
    bool tls = true;                                        ///< verified always, names included
    std::optional<std::filesystem::path> ca_file;           ///< PEM; the system's if there is none
    std::optional<std::filesystem::path> certificate_file;  ///< PEM, of the client
    std::optional<std::filesystem::path> key_file;
    sasl_mechanism sasl = sasl_mechanism::none;
    std::string user;       ///< for oauthbearer the id of the client
    secret password;        ///< for oauthbearer the secret of the client
    std::string token_url;  ///< where oauthbearer gets its tokens (RFC 6749 section 4.4)
    std::string scope;
};

struct kafka_options {
    std::string brokers;  ///< "host:port,host:port": some of the cluster, to begin with
    kafka_security security;
    /// Names this replica among all of its installation, the same after each restart: what it had
    /// begun before is ended at once then. Two at a time must not have the same.
    std::string replica;
    /// Of topics that are created: how many brokers have a record, and how many of them must before
    /// it counts.
    int replication = 3;
    int min_in_sync = 2;
    /// How long a transaction of a replica that died may keep others from reading on.
    milliseconds transaction_timeout{10'000};
    /// Who doesn't poll for so long leaves its group, however alive its connections are. At least
    /// the session timeout.
    milliseconds poll_timeout{60'000};
};

/// A log on an Apache Kafka cluster, 2.5 or newer. Nobody need be reachable yet: until then
/// everything fails with `unreachable`.
///
/// Deviations from the model: assignments come some polls after the join; another member notices
/// a change of the group within a heartbeat (a second, at most); `clean_up` does nothing, for
/// brokers do it by themselves.
/// @errors invalid_options: librdkafka refuses a value; `detail` says which
[[nodiscard]] result<std::unique_ptr<log>> open_kafka_log(kafka_options options);

/// Whether all of these topics are there, with these partitions and this clean-up.
/// @errors unknown_topic, topic_mismatch; unreachable, denied, busy, invalid_options
[[nodiscard]] result<void> verify_kafka_topics(
    kafka_options const& options, std::vector<topic_options> const& topics
);

}  // namespace mailsonde::eventlog
