#pragma once

#include "shared/eventlog/kafka_handles.hpp"
#include "shared/eventlog/kafka_log.hpp"

#include <string>
#include <string_view>

namespace mailsonde::eventlog::kafka {

/// What logins need to know of a build of librdkafka.
struct library {
    int version = 0;   ///< as rd_kafka_version() says it
    std::string name;  ///< "librdkafka 2.0.2"
    bool gets_tokens = false;
};

[[nodiscard]] library const& this_library();

/// Why a login can't work with this library whatever the brokers say; empty if it can.
[[nodiscard]] std::string why_unable(kafka_security const& by, library const& with);

/// What librdkafka tells about a connection.
struct connection_error {
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    std::string_view text;
    int certificate = 0;  ///< why the broker's was not trusted, X509_V_ERR_…; 0: it was
};

/// By the text, where the code is only that of a consequence.
[[nodiscard]] rd_kafka_resp_err_t cause_of(connection_error const& error);

/// What it means by our configuration, to be put behind its text; empty if there is nothing to add.
[[nodiscard]] std::string advice_on(
    connection_error const& error, kafka_security const& by, library const& with
);

}  // namespace mailsonde::eventlog::kafka
