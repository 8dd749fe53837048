#include "cli/event_log.hpp"

#include "shared/config/syntax.hpp"
#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_log.hpp"

#include <boost/system/errc.hpp>

#include <unistd.h>

#include <array>
#include <optional>
#include <utility>

namespace mailsonde::cli {
namespace {

std::string joined(std::vector<std::string> const& brokers) {
    std::string out;
    for (auto const& one : brokers) {
        out += (out.empty() ? "" : ",") + one;
    }
    return out;
}

eventlog::sasl_mechanism mechanism_of(config::kafka_sasl const& from) {
    switch (from.mechanism) {
        case config::sasl_mechanism::plain:
            return eventlog::sasl_mechanism::plain;
        case config::sasl_mechanism::scram_sha_256:
            return eventlog::sasl_mechanism::scram_sha_256;
        case config::sasl_mechanism::scram_sha_512:
            return eventlog::sasl_mechanism::scram_sha_512;
        case config::sasl_mechanism::oauthbearer:
            return eventlog::sasl_mechanism::oauthbearer;
    }
    return eventlog::sasl_mechanism::none;
}

std::optional<std::filesystem::path> named(std::filesystem::path const& file) {
    return file.empty() ? std::nullopt : std::optional(file);
}

eventlog::kafka_security security_of(config::kafka_options const& from) {
    eventlog::kafka_security out;
    out.tls = from.tls.on;
    out.ca_file = named(from.tls.ca);
    out.certificate_file = named(from.tls.certificate);
    out.key_file = named(from.tls.key);
    if (from.sasl) {
        out.sasl = mechanism_of(*from.sasl);
        out.user = from.sasl->user;
        out.password = from.sasl->password;
        out.token_url = from.sasl->token_url;
        out.scope = from.sasl->scope;
    }
    return out;
}

std::string host_name() {
    std::array<char, 256> out{};
    return ::gethostname(out.data(), out.size() - 1) == 0 ? out.data() : "";
}

}  // namespace

result<eventlog::kafka_options> kafka_options_for(config::config const& config) {
    if (!config.kafka) {
        return failure{
            make_error_code(boost::system::errc::invalid_argument), "no kafka in the configuration"
        };
    }
    auto const& from = *config.kafka;
    auto const replica = from.replica.value_or(host_name());
    if (!config::is_replica_name(replica)) {
        return failure{
            make_error_code(boost::system::errc::invalid_argument),
            "the host's name, " + sanitised(replica) +
                ", can't be that of a replica: set kafka.replica"
        };
    }
    eventlog::kafka_options out;
    out.brokers = joined(from.brokers);
    out.security = security_of(from);
    out.replica = replica;
    out.replication = from.replication;
    out.min_in_sync = from.min_in_sync;
    return out;
}

result<std::unique_ptr<eventlog::log>> open_event_log(config::config const& config) {
    if (!config.kafka) {
        return eventlog::open_sqlite_log(config.data);
    }
    auto options = kafka_options_for(config);
    if (!options) {
        return options.error();
    }
    return eventlog::open_kafka_log(*std::move(options));
}

bool has_event_log(config::config const& config) {
    return config.kafka.has_value() || eventlog::sqlite_log_exists(config.data);
}

std::string place_of_event_log(config::config const& config) {
    return config.kafka ? "on Kafka at " + joined(config.kafka->brokers)
                        : "in " + config.data.string();
}

failure with_advice(failure why, config::config const& config) {
    if (!config.kafka) {
        return why;
    }
    if (why.code == eventlog::eventlog_errc::unknown_topic) {
        why.detail += ": `mailsonde topics create` makes what is missing";
    } else if (why.code == eventlog::eventlog_errc::topic_mismatch) {
        why.detail +=
            ": it can't be changed any more; choose another topics.prefix, or let whoever "
            "made it make it anew";
    }
    return why;
}

}  // namespace mailsonde::cli
