// SMTP servers that lie at the login: they may learn no password, and are not believed.
#include "shared/core/encoding.hpp"
#include "tests/support/certificates.hpp"
#include "tests/unit/clients/lying_smtp.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>

namespace mailsonde::clients {
namespace {

using namespace lying;

credentials const anna{"anna", secret("hunter2"), std::nullopt};
credentials const anna_by_token{"anna", std::nullopt, secret("t0ken")};

class LyingSmtpLogin : public lying_smtp_case {
protected:
    LyingSmtpLogin() { login = anna; }

    /// A server that offers SCRAM and answers the first message so; `nonce` is ours.
    static script scram(std::function<std::string(std::string const& nonce)> challenge) {
        auto const answer = [challenge = std::move(challenge)](std::string const& line) {
            auto const first = from_base64(line.substr(line.rfind(' ') + 1)).value_or("");
            return "334 " + to_base64(challenge(first.substr(first.rfind("r=") + 2))) + "\r\n";
        };
        return joined({greeting("250 AUTH SCRAM-SHA-256\r\n"), {answers{answer}}});
    }

    void not_believed(script steps) {
        auto const made = fails(std::move(steps), send_failure::authentication, "smtp.auth");
        EXPECT_EQ(made.detail.find("hunter2"), std::string::npos);
        TearDown();
    }
};

std::string const salt = ",s=" + to_base64("salt") + ",i=";

TEST_F(LyingSmtpLogin, ScramWithoutTheRightSignature) {
    auto const proof_taken = [](std::string const& /*line*/) {
        return "334 " + to_base64("v=" + to_base64(std::string(32, 'x'))) + "\r\n";
    };
    not_believed(joined(
        {scram([](auto const& nonce) { return "r=" + nonce + "more" + salt + "4096"; }),
         {answers{proof_taken}}}
    ));
}

TEST_F(LyingSmtpLogin, ScramWithoutAnySignature) {
    auto const taken = [](std::string const& /*line*/) { return "235 2.7.0 welcome\r\n"; };
    not_believed(joined(
        {scram([](auto const& nonce) { return "r=" + nonce + "more" + salt + "4096"; }),
         {answers{taken}}}
    ));
    not_believed(joined({greeting("250 AUTH SCRAM-SHA-256\r\n"), {answers{taken}}}));
}

TEST_F(LyingSmtpLogin, ScramWithTooFewIterations) {
    for (std::string const count : {"1", "4095", "0", "-4096", "4096x", ""}) {
        not_believed(scram([&](auto const& nonce) { return "r=" + nonce + "more" + salt + count; })
        );
    }
}

TEST_F(LyingSmtpLogin, ScramWithAbsurdlyManyIterations) {
    for (std::string const count : {"1000001", "2147483648", "99999999999999999999"}) {
        not_believed(scram([&](auto const& nonce) { return "r=" + nonce + "more" + salt + count; })
        );
    }
}

TEST_F(LyingSmtpLogin, ScramWithANonceThatIsNotOurs) {
    not_believed(scram([](auto const& nonce) { return "r=" + nonce + salt + "4096"; }));
    not_believed(scram([](auto const& /*nonce*/) { return "r=theirs" + salt + "4096"; }));
}

TEST_F(LyingSmtpLogin, ScramThatSpeaksInRiddles) {
    for (std::string const words : {"", "x", "r=", "m=ext,r=x,s=x,i=1"}) {
        not_believed(scram([&](auto const& /*nonce*/) { return words; }));
    }
}

TEST_F(LyingSmtpLogin, ErrorsOfXoauth2InJson) {
    login = anna_by_token;
    auto const initial = to_base64(
        "user=anna\x01"
        "auth=Bearer t0ken\x01\x01"
    );
    auto const steps = joined(
        {greeting("250 AUTH XOAUTH2\r\n"),
         {hears{"AUTH XOAUTH2 " + initial + "\r\n"},
          says{"334 " + to_base64(R"({"status":"401","schemes":"bearer"})") + "\r\n"},
          hears{"\r\n"}}}
    );
    auto const refused = fails(
        joined({steps, {says{"535 5.7.8 no\r\n"}}}), send_failure::authentication, "smtp.auth"
    );
    EXPECT_EQ(refused.smtp.code, 535);
    EXPECT_EQ(refused.detail.find("t0ken"), std::string::npos);
    TearDown();
    // An error first and then a success don't go together.
    not_believed(joined({steps, {says{"235 2.7.0 welcome\r\n"}}}));
    not_believed(joined({steps, {says{"334 " + to_base64("{}") + "\r\n"}}}));
}

TEST_F(LyingSmtpLogin, ChallengesWithoutEnd) {
    not_believed(joined(
        {greeting("250 AUTH LOGIN\r\n"),
         {hears{"AUTH LOGIN\r\n"},
          says{"334 VXNlcm5hbWU6\r\n"},
          hears{to_base64("anna") + "\r\n"},
          says{"334 UGFzc3dvcmQ6\r\n"},
          hears{to_base64("hunter2") + "\r\n"},
          says{"334 again\r\n"}}}
    ));
}

TEST_F(LyingSmtpLogin, AuthOnlyBeforeTls) {
    test::authority const ca;
    serve(
        joined(
            {greeting("250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"),
             {hears{"STARTTLS\r\n"},
              says{"220 go\r\n"},
              test::does_tls{},
              hears{"EHLO probe.example\r\n"},
              says{"250 mx\r\n"},
              stays_silent{}}}
        ),
        ca.issue()
    );
    connects_to({"127.0.0.1", peer->port(), tls_mode::starttls, {ca.file(), {}}}, login);
    auto const made = failed(send_failure::authentication, "smtp.ehlo");
    EXPECT_NE(made.detail.find("offers none"), std::string::npos) << made.detail;
    EXPECT_EQ(said.find("AUTH PLAIN ***"), std::string::npos);
}

TEST_F(LyingSmtpLogin, OnlyMechanismsThatNobodyKnows) {
    auto const made = fails(
        greeting("250 AUTH \x1b[31mNTLM GSSAPI\r\n"), send_failure::authentication, "smtp.ehlo"
    );
    EXPECT_NE(made.detail.find("?[31mNTLM"), std::string::npos) << made.detail;
}

}  // namespace
}  // namespace mailsonde::clients
