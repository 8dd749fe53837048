#include "shared/wire/sasl/mechanism.hpp"

#include "shared/wire/sasl/sasl_errc.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailsonde::wire::sasl {
namespace {

using namespace std::string_literals;

credentials const by_password{"anna", secret("x"), std::nullopt};
credentials const by_token{"anna", std::nullopt, secret("t")};

TEST(SaslChoice, TakesTheBestOfferedMechanism) {
    struct {
        credentials const* login;
        std::vector<std::string> offered;
        bool encrypted;
        char const* chosen;  ///< "" if none
    } const cases[] = {
        {&by_password, {"LOGIN", "PLAIN", "SCRAM-SHA-256"}, true, "SCRAM-SHA-256"},
        {&by_password, {"LOGIN", "plain"}, true, "PLAIN"},
        {&by_password, {"LOGIN"}, true, "LOGIN"},
        {&by_password, {"LOGIN", "PLAIN"}, false, ""},
        {&by_password, {"PLAIN", "SCRAM-SHA-256"}, false, "SCRAM-SHA-256"},
        {&by_password, {"XOAUTH2", "GSSAPI"}, true, ""},
        {&by_password, {}, true, ""},
        {&by_token, {"PLAIN", "XOAUTH2"}, true, "XOAUTH2"},
        {&by_token, {"PLAIN", "XOAUTH2"}, false, ""},
        {&by_token, {"PLAIN"}, true, ""},
    };

    for (auto const& c : cases) {
        auto const chosen = choose(*c.login, c.offered, c.encrypted);
        EXPECT_EQ(chosen.has_value() ? (*chosen)->name() : "", c.chosen);
        if (!chosen) {
            EXPECT_EQ(chosen.error().code, error_code(sasl_errc::no_common_mechanism));
        }
    }
}

TEST(SaslChoice, SaysWhatTheServerOffers) {
    auto const none = choose(by_token, {"PLAIN", "GSSAPI"}, true);
    EXPECT_EQ(none.error().detail, "the server offers PLAIN GSSAPI");
}

TEST(SaslChoice, RefusesCredentialsThatCouldInjectFields) {
    for (int octet = 0; octet < 0x80; ++octet) {
        auto const text = "a"s + static_cast<char>(octet) + "b";
        auto const bad = octet < 0x20 || octet == 0x7F;
        credentials const tried[] = {
            {text, secret("x"), std::nullopt},
            {"anna", secret(text), std::nullopt},
            {text, std::nullopt, secret("x")},
            {"anna", std::nullopt, secret(text)},
        };
        for (auto const& login : tried) {
            auto const chosen = choose(login, {"PLAIN", "XOAUTH2"}, true);
            ASSERT_EQ(chosen.has_error(), bad) << octet;
            if (bad) {
                EXPECT_EQ(chosen.error().code, sasl_errc::malformed_credentials);
            }
        }
    }
    EXPECT_TRUE(choose({"", secret("x"), std::nullopt}, {"PLAIN"}, true).has_error());
    EXPECT_TRUE(choose({"anna", secret(""), std::nullopt}, {"PLAIN"}, true).has_error());
}

TEST(SaslPlain, SaysEverythingAtOnce) {
    auto const chosen = choose(by_password, {"PLAIN"}, true);
    EXPECT_EQ((*chosen)->initial_response(), "\0anna\0x"s);
    EXPECT_TRUE((*chosen)->may_succeed());
    EXPECT_EQ((*chosen)->respond("more?").error().code, sasl_errc::unexpected_challenge);
}

TEST(SaslLogin, AnswersTwoPrompts) {
    auto const chosen = choose(by_password, {"LOGIN"}, true);
    EXPECT_EQ((*chosen)->initial_response(), std::nullopt);
    EXPECT_EQ((*chosen)->respond("User Name").value(), "anna");
    EXPECT_EQ((*chosen)->respond("Password").value(), "x");
    EXPECT_EQ((*chosen)->respond("PIN?").error().code, sasl_errc::unexpected_challenge);
}

TEST(SaslXoauth2, AnswersTheErrorChallengeWithAnEmptyLineOnce) {
    auto const chosen = choose(by_token, {"XOAUTH2"}, true);
    EXPECT_EQ((*chosen)->initial_response(), "user=anna\1auth=Bearer t\1\1"s);
    EXPECT_TRUE((*chosen)->may_succeed());
    EXPECT_EQ((*chosen)->respond(R"({"status":"401"})").value(), "");
    EXPECT_FALSE((*chosen)->may_succeed()) << "the challenge was a refusal";
    EXPECT_EQ((*chosen)->respond("{}").error().code, sasl_errc::unexpected_challenge);
}

}  // namespace
}  // namespace mailsonde::wire::sasl
