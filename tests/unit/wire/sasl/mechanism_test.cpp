#include "shared/wire/sasl/mechanism.hpp"

#include "shared/wire/sasl/sasl_errc.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailsonde::wire::sasl {
namespace {

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

}  // namespace
}  // namespace mailsonde::wire::sasl
