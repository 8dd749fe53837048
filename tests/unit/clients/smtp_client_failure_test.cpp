#include "shared/clients/smtp_client.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/no_descriptors.hpp"
#include "tests/unit/clients/submitting.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::clients {
namespace {

using namespace submitting;
using model::send_failure;

class SmtpClientFailure : public smtp_case {
protected:
    attempt failed_with(send_failure why) {
        auto made = submitted();
        EXPECT_EQ(made.failure, why) << made.detail;
        EXPECT_NE(made.detail, "");
        EXPECT_FALSE(made.maybe_accepted);
        EXPECT_FALSE(client->is_connected());
        return made;
    }
};

credentials const anna{"anna", secret("hunter2"), std::nullopt};
std::string const auth_plain = "AUTH PLAIN AGFubmEAaHVudGVyMg==\r\n";

TEST_F(SmtpClientFailure, ARefusedLoginIsAboutAuthentication) {
    plays(
        joined(
            {greeting("250 AUTH PLAIN\r\n"),
             {hears{auth_plain}, says{"535 5.7.8 wrong password\r\n"}}}
        ),
        anna
    );
    auto const made = failed_with(send_failure::authentication);
    EXPECT_EQ(made.smtp.phase, "smtp.auth");
    EXPECT_EQ(made.smtp.code, 535);
    EXPECT_EQ(made.smtp.enhanced, "5.7.8");
    EXPECT_TRUE(made.smtp.phases.contains("smtp.auth"));
    EXPECT_EQ(made.detail.find("hunter2"), std::string::npos);
}

TEST_F(SmtpClientFailure, AnOwnLackOfDescriptorsIsNoAttempt) {
    plays({});
    plays_along = false;
    test::no_descriptors const none;
    auto const made = failed_with(send_failure::temporary);
    EXPECT_FALSE(made.tried);
    EXPECT_EQ(made.smtp.phase, "smtp.connect");
}

TEST_F(SmtpClientFailure, ALoginThatCannotBeCheckedNowIsTemporary) {
    plays(
        joined({greeting("250 AUTH PLAIN\r\n"), {hears{auth_plain}, says{"454 4.7.0 later\r\n"}}}),
        anna
    );
    EXPECT_EQ(failed_with(send_failure::temporary).smtp.code, 454);
}

TEST_F(SmtpClientFailure, NoCommonMechanismIsAboutAuthentication) {
    plays(greeting("250 AUTH GSSAPI\r\n"), anna);
    failed_with(send_failure::authentication);
}

TEST_F(SmtpClientFailure, AnUntrustedCertificateIsAboutTls) {
    test::authority const trusted;
    test::authority const other;
    serve({test::does_tls{}}, other.issue());
    connects_to({"127.0.0.1", peer->port(), tls_mode::implicit, {trusted.file(), {}}});
    plays_along = false;
    auto const made = failed_with(send_failure::tls);
    EXPECT_EQ(made.smtp.phase, "smtp.tls");
    EXPECT_EQ(made.smtp.code, 0);
}

TEST_F(SmtpClientFailure, AMissingStarttlsIsAboutTls) {
    serve(greeting());
    connects_to({"127.0.0.1", peer->port(), tls_mode::starttls, {}});
    failed_with(send_failure::tls);
}

TEST_F(SmtpClientFailure, NobodyThereIsAboutTheConnection) {
    serve({});
    auto const port = peer->port();
    peer->stop();
    connects_to({"127.0.0.1", port, tls_mode::none, {}});
    plays_along = false;
    auto const made = failed_with(send_failure::connection);
    EXPECT_EQ(made.smtp.phase, "smtp.connect");
    EXPECT_TRUE(made.smtp.phases.contains("smtp.connect"));
}

TEST_F(SmtpClientFailure, AServerThatDoesNotWantUsDecidesItself) {
    plays({says{"554 5.7.1 go away\r\n"}});
    auto const made = failed_with(send_failure::permanent);
    EXPECT_EQ(made.smtp.phase, "smtp.greeting");
    EXPECT_EQ(made.smtp.code, 554);
}

TEST_F(SmtpClientFailure, A421OnAFreshConnectionIsTemporary) {
    plays(joined({greeting(), {hears{envelope}, says{"421 4.3.2 busy\r\n"}}}));
    auto const made = failed_with(send_failure::temporary);
    EXPECT_EQ(made.smtp.code, 421);
    EXPECT_EQ(made.smtp.phase, "smtp.mail");
}

}  // namespace
}  // namespace mailsonde::clients
