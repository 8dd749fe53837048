#include "shared/wire/sasl/scram.hpp"

#include "shared/wire/sasl/sasl_errc.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mailsonde::wire::sasl {
namespace {

// The exchange of RFC 7677 section 3.
constexpr std::string_view nonce = "rOprNGfwEbeRWgbNEkqO";
constexpr std::string_view server_first =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
constexpr std::string_view server_final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

scram_sha_256 login(std::string const& user = "user") {
    return {user, secret("pencil"), std::string(nonce)};
}

TEST(Scram, FollowsTheExampleOfRfc7677) {
    auto scram = login();
    EXPECT_EQ(scram.initial_response(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    EXPECT_EQ(
        scram.respond(server_first).value(),
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    );
    EXPECT_FALSE(scram.may_succeed()) << "the server has not proven anything yet";
    EXPECT_EQ(scram.respond(server_final).value(), "");
    EXPECT_TRUE(scram.may_succeed());
    EXPECT_EQ(scram.respond("").error().code, sasl_errc::unexpected_challenge);
}

TEST(Scram, EscapesTheUserName) {
    EXPECT_EQ(login("a=b,c").initial_response(), "n,,n=a=3Db=2Cc,r=rOprNGfwEbeRWgbNEkqO");
}

TEST(Scram, RefusesMalformedServerFirstMessages) {
    std::string const begin = "r=" + std::string(nonce);
    std::string const bad[] = {
        "",
        "r=",
        "garbage",
        begin + ",s=W22Z,i=4096",       // nothing added to our nonce
        "r=other-nonce,s=W22Z,i=4096",  // not our exchange
        "r=XrOprNGfwEbeRWgbNEkqO1,s=W22Z,i=4096",
        begin + "x,i=4096",  // no salt
        begin + "x,s=,i=4096",
        begin + "x,s=%%%%,i=4096",
        begin + "x,s=W22Z",  // no count
        begin + "x,s=W22Z,i=",
        begin + "x,s=W22Z,i=4095",
        begin + "x,s=W22Z,i=1000001",
        begin + "x,s=W22Z,i=99999999999999999999",
        begin + "x,s=W22Z,i=-4096",
        begin + "x,s=W22Z,i=4096x",
        "m=ext," + begin + "x,s=W22Z,i=4096",  // a mandatory extension we don't know
        "e=other-error",
    };
    for (auto const& one : bad) {
        auto scram = login();
        auto const answer = scram.respond(one);
        ASSERT_TRUE(answer.has_error()) << one;
        EXPECT_EQ(answer.error().code, sasl_errc::malformed_challenge) << one;
        EXPECT_FALSE(scram.may_succeed());
    }
}

TEST(Scram, BelievesOnlyAServerThatKnowsThePassword) {
    struct {
        std::string_view final;
        sasl_errc expected;
    } const table[] = {
        {"", sasl_errc::server_not_proven},
        {"v=", sasl_errc::server_not_proven},
        {"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=", sasl_errc::server_not_proven},
        {"v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", sasl_errc::server_not_proven},
        {"e=invalid-proof", sasl_errc::refused},
    };

    for (auto const& row : table) {
        auto scram = login();
        ASSERT_TRUE(scram.respond(server_first).has_value());
        auto const answer = scram.respond(row.final);
        ASSERT_TRUE(answer.has_error()) << row.final;
        EXPECT_EQ(answer.error().code, row.expected) << row.final;
        EXPECT_FALSE(scram.may_succeed());
    }
}

TEST(Scram, ToleratesOptionalExtensions) {
    auto scram = login();
    EXPECT_TRUE(scram.respond(std::string(server_first) + ",x=optional").has_value());
}

}  // namespace
}  // namespace mailsonde::wire::sasl
