#include "shared/wire/sasl/mechanism.hpp"

#include "shared/wire/sasl/sasl_errc.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailsonde::wire::sasl {
namespace {

using namespace std::string_literals;
using names = std::vector<std::string>;

credentials const by_password{"anna", secret("pencil"), std::nullopt};
credentials const by_token{"anna@example.org", std::nullopt, secret("ya29.token")};

TEST(Sasl, ChoosesTheBestMechanism) {
    struct {
        credentials login;
        names offered;
        bool encrypted;
        std::string expected;  // "" for none
    } const table[] = {
        {by_password, {"LOGIN", "PLAIN", "SCRAM-SHA-256"}, true, "SCRAM-SHA-256"},
        {by_password, {"LOGIN", "PLAIN", "SCRAM-SHA-1"}, true, "PLAIN"},
        {by_password, {"login"}, true, "LOGIN"},
        {by_password, {"XOAUTH2"}, true, ""},
        {by_password, {}, true, ""},
        {by_password, {"PLAIN", "LOGIN", "SCRAM-SHA-256"}, false, "SCRAM-SHA-256"},
        {by_password, {"PLAIN", "LOGIN"}, false, ""},
        {by_token, {"PLAIN", "XOAUTH2"}, true, "XOAUTH2"},
        {by_token, {"XOAUTH2"}, false, ""},
        {by_token, {"PLAIN", "SCRAM-SHA-256"}, true, ""},
    };

    for (auto const& row : table) {
        auto const chosen = choose(row.login, row.offered, row.encrypted);
        if (row.expected.empty()) {
            ASSERT_TRUE(chosen.has_error()) << testing::PrintToString(row.offered);
            EXPECT_EQ(chosen.error().code, sasl_errc::no_common_mechanism);
        } else {
            ASSERT_TRUE(chosen.has_value()) << testing::PrintToString(row.offered);
            EXPECT_EQ((*chosen)->name(), row.expected);
        }
    }
}

TEST(Sasl, SaysWhatTheServerOffers) {
    EXPECT_EQ(
        choose(by_token, {"PLAIN", "GSSAPI"}, true).error().detail, "the server offers PLAIN GSSAPI"
    );
}

TEST(Sasl, RefusesCredentialsThatCouldInjectFields) {
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

TEST(Sasl, PlainSaysEverythingAtOnce) {
    auto const chosen = choose(by_password, {"PLAIN"}, true);
    EXPECT_EQ((*chosen)->initial_response(), "\0anna\0pencil"s);
    EXPECT_TRUE((*chosen)->may_succeed());
    EXPECT_EQ((*chosen)->respond("more?").error().code, sasl_errc::unexpected_challenge);
}

TEST(Sasl, LoginAnswersTwoPrompts) {
    auto const chosen = choose(by_password, {"LOGIN"}, true);
    EXPECT_EQ((*chosen)->initial_response(), std::nullopt);
    EXPECT_EQ((*chosen)->respond("User Name").value(), "anna");
    EXPECT_EQ((*chosen)->respond("Password").value(), "pencil");
    EXPECT_EQ((*chosen)->respond("PIN?").error().code, sasl_errc::unexpected_challenge);
}

TEST(Sasl, XOAuth2AnswersTheErrorChallengeWithAnEmptyLineOnce) {
    auto const chosen = choose(by_token, {"XOAUTH2"}, true);
    EXPECT_EQ((*chosen)->initial_response(), "user=anna@example.org\1auth=Bearer ya29.token\1\1"s);
    EXPECT_TRUE((*chosen)->may_succeed());
    EXPECT_EQ((*chosen)->respond(R"({"status":"401"})").value(), "");
    EXPECT_FALSE((*chosen)->may_succeed()) << "the challenge was a refusal";
    EXPECT_EQ((*chosen)->respond("{}").error().code, sasl_errc::unexpected_challenge);
}

}  // namespace
}  // namespace mailsonde::wire::sasl
