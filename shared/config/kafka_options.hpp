#pragma once

#include "shared/core/secret.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::config {

/// How we prove to the brokers who we are.
enum class sasl_mechanism : std::uint8_t { plain, scram_sha_256, scram_sha_512, oauthbearer };

/// As the configuration names it.
[[nodiscard]] constexpr std::string_view mechanism_name(sasl_mechanism of) {
    switch (of) {
        case sasl_mechanism::plain:
            return "plain";
        case sasl_mechanism::scram_sha_256:
            return "scram-sha-256";
        case sasl_mechanism::scram_sha_512:
            return "scram-sha-512";
        case sasl_mechanism::oauthbearer:
            return "oauthbearer";
    }
    return "";
}

/// Verified always, names included.
struct kafka_tls {
    bool on = true;
    std::filesystem::path ca;           ///< empty: the system's certificate authorities
    std::filesystem::path certificate;  ///< of the client; empty: none, then there is no key either
    std::filesystem::path key;
};

struct kafka_sasl {
    sasl_mechanism mechanism = sasl_mechanism::plain;
    std::string user;       ///< for oauthbearer the client_id
    secret password;        ///< for oauthbearer the client_secret
    std::string token_url;  ///< for oauthbearer only: where tokens are got (RFC 6749 section 4.4)
    std::string scope;      ///< for oauthbearer only; may be empty
};

/// The cluster that the event log is on.
struct kafka_options {
    std::vector<std::string> brokers;  ///< "host:port" of some, IPv6 addresses in brackets
    kafka_tls tls;
    std::optional<kafka_sasl> sasl;
    std::optional<std::string> replica;  ///< absent: the host's name, if it is one for a replica
    int replication = 3;                 ///< of topics that are created
    int min_in_sync = 2;                 ///< of topics that are created; never over replication
    /// Who isn't heard of for so long leaves its group.
    milliseconds session_timeout{10'000};
};

}  // namespace mailsonde::config
