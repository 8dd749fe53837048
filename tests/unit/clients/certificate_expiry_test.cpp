// When the server's certificate ends is told with every visit, so that it can be watched.
#include "tests/unit/clients/looking.hpp"
#include "tests/unit/clients/submitting.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace mailsonde::clients {
namespace {

using namespace std::chrono_literals;
using test::does_tls;

constexpr auto valid_for = 1000h;

/// Certificates know seconds only.
void expect_in(std::optional<instant> const& expires, instant issued_after) {
    ASSERT_TRUE(expires.has_value());
    EXPECT_GT(*expires, issued_after + valid_for - 2s);
    EXPECT_LT(*expires, wall_now() + valid_for + 2s);
}

class ImapCertificateExpiry : public looking::imap_case {
protected:
    instant const before = wall_now();
    test::authority const ca;
};

TEST_F(ImapCertificateExpiry, IsToldByEveryLook) {
    auto const look_again = script{
        looking::hears{
            "a7 UID FETCH 3:*" + looking::items + "a8 EXAMINE \"INBOX\"\r\na9 UID FETCH 9:*" +
            looking::items
        },
        looking::says{"a7 OK\r\n" + looking::opened("a8", 9) + "a9 OK\r\n"}
    };
    plays_over_tls(
        joined({{does_tls{}}, looking::begin(), look_again}), ca.issue({.ends = valid_for}), ca
    );
    expect_in(looked().certificate_expires, before);
    expect_in(looked().certificate_expires, before);
}

TEST_F(ImapCertificateExpiry, IsToldEvenIfTheLoginIsRefused) {
    plays_over_tls(
        {does_tls{}, looking::says{"* BYE too busy\r\n"}}, ca.issue({.ends = valid_for}), ca
    );
    auto const report = looked();
    EXPECT_TRUE(report.failure.has_value());
    expect_in(report.certificate_expires, before);
}

TEST_F(ImapCertificateExpiry, IsUnknownWithoutTls) {
    plays(looking::begin());
    EXPECT_EQ(looked().certificate_expires, std::nullopt);
}

class SmtpCertificateExpiry : public submitting::smtp_case {
protected:
    void plays_over_tls(script steps) {
        serve(joined({{does_tls{}}, std::move(steps)}), ca.issue({.ends = valid_for}));
        connects_to({"127.0.0.1", peer->port(), tls_mode::implicit, {ca.file(), {}}});
    }

    instant const before = wall_now();
    test::authority const ca;
};

TEST_F(SmtpCertificateExpiry, IsToldWithEveryMail) {
    plays_over_tls(
        joined({submitting::greeting(), submitting::taken_mail(), submitting::taken_mail()})
    );
    expect_in(submitted().certificate_expires, before);
    expect_in(submitted().certificate_expires, before);
}

TEST_F(SmtpCertificateExpiry, IsToldEvenIfTheServerIsNotReady) {
    plays_over_tls({submitting::says{"554 no\r\n"}});
    auto const made = submitted();
    EXPECT_TRUE(made.failure.has_value());
    expect_in(made.certificate_expires, before);
}

}  // namespace
}  // namespace mailsonde::clients
