#include "shared/eventlog/kafka_advice.hpp"

#include <openssl/x509_vfy.h>

#include <array>

namespace mailsonde::eventlog::kafka {
namespace {

/// Before it, SCRAM's last message repeats the client's nonce where Kafka 4 wants it no more.
constexpr auto scram_mended = 0x02060100;

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool is_scram(sasl_mechanism mechanism) {
    return mechanism == sasl_mechanism::scram_sha_256 || mechanism == sasl_mechanism::scram_sha_512;
}

bool is_distrust(connection_error const& error) {
    return has(error.text, "certificate verify failed");
}

std::string on_certificate(int reason) {
    if (reason == 0) {
        return "; see kafka.tls";
    }
    auto const* const words = X509_verify_cert_error_string(reason);
    auto const is_name =
        reason == X509_V_ERR_HOSTNAME_MISMATCH || reason == X509_V_ERR_IP_ADDRESS_MISMATCH;
    return std::string("; its certificate: ") + words +
           (is_name ? ": it is not for the name by which the broker is reached"
                    : "; kafka.tls.ca says which authorities are trusted");
}

}  // namespace

library const& this_library() {
    static auto const found = [] {
        std::array<char, 512> features{};
        auto size = features.size();
        conf_handle const conf(rd_kafka_conf_new());
        rd_kafka_conf_get(conf.get(), "builtin.features", features.data(), &size);
        return library{
            .version = rd_kafka_version(),
            .name = std::string("librdkafka ") + rd_kafka_version_str(),
            .gets_tokens = has(features.data(), "oidc")
        };
    }();
    return found;
}

std::string why_unable(kafka_security const& by, library const& with) {
    if (by.sasl != sasl_mechanism::oauthbearer || with.gets_tokens) {
        return {};
    }
    return with.name +
           " is built without libcurl, so it can't get access tokens (kafka.sasl.mechanism: "
           "oauthbearer); use another mechanism, or a librdkafka with OIDC";
}

rd_kafka_resp_err_t cause_of(connection_error const& error) {
    if (is_distrust(error)) {
        return RD_KAFKA_RESP_ERR__SSL;
    }
    return has(error.text, "SASL authentication error") ? RD_KAFKA_RESP_ERR__AUTHENTICATION
                                                        : error.code;
}

std::string advice_on(
    connection_error const& error, kafka_security const& by, library const& with
) {
    if (is_distrust(error)) {
        return on_certificate(error.certificate);
    }
    if (cause_of(error) == RD_KAFKA_RESP_ERR__AUTHENTICATION && is_scram(by.sasl) &&
        with.version < scram_mended) {
        return "; " + with.name +
               " can't log in to Kafka 4 with SCRAM, whatever the password is: use another "
               "mechanism, or librdkafka 2.6.1";
    }
    if (by.tls && has(error.text, "SSL alert")) {
        return by.certificate_file ? "; the broker may not take kafka.tls.certificate"
                                   : "; the broker may want kafka.tls.certificate";
    }
    if (by.tls && has(error.text, "SSL_HANDSHAKE")) {
        return "; does this port speak TLS?";
    }
    if (!by.tls && has(error.text, "Disconnected") && has(error.text, "APIVERSION_QUERY")) {
        return "; does this port want TLS? kafka.tls is off";
    }
    return {};
}

}  // namespace mailsonde::eventlog::kafka
