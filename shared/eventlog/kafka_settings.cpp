#include "shared/eventlog/kafka_settings.hpp"

#include <string_view>

namespace mailsonde::eventlog::kafka {
namespace {

std::string_view name_of(sasl_mechanism mechanism) {
    switch (mechanism) {
        case sasl_mechanism::none:
            return "";
        case sasl_mechanism::plain:
            return "PLAIN";
        case sasl_mechanism::scram_sha_256:
            return "SCRAM-SHA-256";
        case sasl_mechanism::scram_sha_512:
            return "SCRAM-SHA-512";
        case sasl_mechanism::oauthbearer:
            return "OAUTHBEARER";
    }
    return "";
}

void add_sasl(kafka_security const& from, settings& to) {
    to.emplace_back("sasl.mechanism", name_of(from.sasl));
    if (from.sasl != sasl_mechanism::oauthbearer) {
        to.emplace_back("sasl.username", from.user);
        to.emplace_back("sasl.password", from.password.reveal());
        return;
    }
    to.emplace_back("sasl.oauthbearer.method", "oidc");
    to.emplace_back("sasl.oauthbearer.client.id", from.user);
    to.emplace_back("sasl.oauthbearer.client.secret", from.password.reveal());
    to.emplace_back("sasl.oauthbearer.token.endpoint.url", from.token_url);
    if (!from.scope.empty()) {
        to.emplace_back("sasl.oauthbearer.scope", from.scope);
    }
}

}  // namespace

settings security_settings(kafka_security const& from) {
    settings out;
    auto const sasl = from.sasl != sasl_mechanism::none;
    auto const* const plain = sasl ? "sasl_plaintext" : "plaintext";
    auto const* const tls = sasl ? "sasl_ssl" : "ssl";
    out.emplace_back("security.protocol", from.tls ? tls : plain);
    if (from.ca_file) {
        out.emplace_back("ssl.ca.location", from.ca_file->string());
    }
    if (from.certificate_file) {
        out.emplace_back("ssl.certificate.location", from.certificate_file->string());
    }
    if (from.key_file) {
        out.emplace_back("ssl.key.location", from.key_file->string());
    }
    if (sasl) {
        add_sasl(from, out);
    }
    return out;
}

settings common_settings(kafka_options const& options) {
    return {
        {"bootstrap.servers", options.brokers},
        {"client.id", "mailsonde-" + options.replica},
        {"socket.timeout.ms", "8000"},
        {"socket.nagle.disable", "true"},
        {"reconnect.backoff.ms", "100"},
        {"reconnect.backoff.max.ms", "2000"},
        {"topic.metadata.refresh.interval.ms", "60000"},
        {"allow.auto.create.topics", "false"}
    };
}

}  // namespace mailsonde::eventlog::kafka
