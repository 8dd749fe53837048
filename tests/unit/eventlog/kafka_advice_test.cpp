#include "shared/eventlog/kafka_advice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

namespace mailsonde::eventlog::kafka {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

library const debian_12{.version = 0x020002ff, .name = "librdkafka 2.0.2"};
library const newer{.version = 0x020601ff, .name = "librdkafka 2.6.1", .gets_tokens = true};

kafka_security with(sasl_mechanism mechanism) {
    kafka_security out;
    out.sasl = mechanism;
    return out;
}

kafka_security in_clear() {
    kafka_security out;
    out.tls = false;
    return out;
}

TEST(kafka_advice, tokens_need_a_library_that_gets_them) {
    auto const oauth = with(sasl_mechanism::oauthbearer);
    EXPECT_THAT(why_unable(oauth, debian_12), HasSubstr("librdkafka 2.0.2 is built without"));
    EXPECT_THAT(why_unable(oauth, newer), IsEmpty());
    EXPECT_THAT(why_unable(with(sasl_mechanism::plain), debian_12), IsEmpty());
}

TEST(kafka_advice, scram_fails_before_2_6_1_whatever_the_password_is) {
    connection_error const refused{RD_KAFKA_RESP_ERR__AUTHENTICATION, "invalid credentials"};
    for (auto const mechanism : {sasl_mechanism::scram_sha_256, sasl_mechanism::scram_sha_512}) {
        EXPECT_THAT(
            advice_on(refused, with(mechanism), debian_12), HasSubstr("whatever the password is")
        );
        EXPECT_THAT(advice_on(refused, with(mechanism), newer), IsEmpty());
    }
    EXPECT_THAT(advice_on(refused, with(sasl_mechanism::plain), debian_12), IsEmpty());
    connection_error const down{RD_KAFKA_RESP_ERR__TRANSPORT, "Connection refused"};
    EXPECT_THAT(advice_on(down, with(sasl_mechanism::scram_sha_256), debian_12), IsEmpty());
}

TEST(kafka_advice, a_certificate_says_what_is_wrong_with_it) {
    connection_error error{RD_KAFKA_RESP_ERR__SSL, "SSL routines::certificate verify failed: …"};
    error.certificate = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    EXPECT_THAT(advice_on(error, {}, newer), HasSubstr("kafka.tls.ca"));
    error.certificate = X509_V_ERR_IP_ADDRESS_MISMATCH;
    EXPECT_THAT(advice_on(error, {}, newer), HasSubstr("not for the name"));
    error.certificate = 0;
    EXPECT_THAT(advice_on(error, {}, newer), HasSubstr("kafka.tls"));
}

TEST(kafka_advice, the_text_knows_better_than_the_code) {
    auto const down = RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
    EXPECT_EQ(cause_of({down, "certificate verify failed"}), RD_KAFKA_RESP_ERR__SSL);
    EXPECT_EQ(cause_of({down, "SASL authentication error: …"}), RD_KAFKA_RESP_ERR__AUTHENTICATION);
    EXPECT_EQ(cause_of({down, "1/1 brokers are down"}), down);
}

TEST(kafka_advice, the_client_may_need_a_certificate) {
    connection_error const error{
        RD_KAFKA_RESP_ERR__TRANSPORT, "sslv3 alert bad certificate: SSL alert number 42"
    };
    EXPECT_EQ(cause_of(error), RD_KAFKA_RESP_ERR__TRANSPORT);
    EXPECT_THAT(advice_on(error, {}, newer), HasSubstr("may want kafka.tls.certificate"));
    kafka_security certified;
    certified.certificate_file = "/etc/mailsonde/kafka.pem";
    EXPECT_THAT(advice_on(error, certified, newer), HasSubstr("may not take"));
}

TEST(kafka_advice, tls_or_not_is_asked_where_it_looks_so) {
    connection_error const eof{
        RD_KAFKA_RESP_ERR__SSL, "unexpected eof while reading (after 1ms in state SSL_HANDSHAKE)"
    };
    EXPECT_THAT(advice_on(eof, {}, newer), HasSubstr("speak TLS?"));
    EXPECT_THAT(advice_on(eof, in_clear(), newer), IsEmpty());
    connection_error const closed{
        RD_KAFKA_RESP_ERR__TRANSPORT, "Disconnected: … (after 9ms in state APIVERSION_QUERY)"
    };
    EXPECT_THAT(advice_on(closed, in_clear(), newer), HasSubstr("want TLS?"));
    EXPECT_THAT(advice_on(closed, {}, newer), IsEmpty());
}

TEST(kafka_advice, this_library_has_a_name_and_a_version) {
    EXPECT_THAT(this_library().name, HasSubstr("librdkafka "));
    EXPECT_GE(this_library().version, 0x02000000);
}

}  // namespace
}  // namespace mailsonde::eventlog::kafka
