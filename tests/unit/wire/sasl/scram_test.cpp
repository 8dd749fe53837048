#include "shared/wire/sasl/scram.hpp"

#include "shared/wire/sasl/sasl_errc.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace mailsonde::wire::sasl {
namespace {

// The exchange of RFC 7677 section 3.
std::string const nonce = "rOprNGfwEbeRWgbNEkqO";
std::string const server_first =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
std::string const server_final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

scram_sha_256 client() {
    return {"user", secret("pencil"), nonce};
}

TEST(ScramSha256, SpeaksTheExampleOfRfc7677) {
    auto mechanism = client();
    EXPECT_EQ(mechanism.initial_response(), "n,,n=user,r=" + nonce);
    auto const proof = mechanism.respond(server_first);
    ASSERT_TRUE(proof.has_value());
    EXPECT_EQ(
        *proof,
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    );
    EXPECT_FALSE(mechanism.may_succeed()) << "before the server's proof";
    EXPECT_TRUE(mechanism.respond(server_final).has_value());
    EXPECT_TRUE(mechanism.may_succeed());
}

TEST(ScramSha256, BelievesNoServerWithoutProof) {
    auto mechanism = client();
    ASSERT_TRUE(mechanism.respond(server_first).has_value());
    auto const wrong = mechanism.respond("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    EXPECT_EQ(wrong.error().code, error_code(sasl_errc::server_not_proven));
    EXPECT_FALSE(mechanism.may_succeed());
}

TEST(ScramSha256, RefusesWeakForeignAndMalformedChallenges) {
    for (auto const* bad :
         {"",
          "r=someoneelse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
          "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
          "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1",
          "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000",
          "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==",
          "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096",
          "r=rOprNGfwEbeRWgbNEkqOx,s=*,i=4096",
          "m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"}) {
        auto mechanism = client();
        EXPECT_TRUE(mechanism.respond(bad).has_error()) << bad;
    }
}

TEST(ScramSha256, EscapesTheName) {
    scram_sha_256 mechanism("a=b,c", secret("x"), nonce);
    EXPECT_EQ(mechanism.initial_response(), "n,,n=a=3Db=2Cc,r=" + nonce);
}

TEST(ScramSha256, TakesIterationCountsWithinItsLimitsOnly) {
    std::pair<char const*, bool> const cases[] = {
        {"4096", true},
        {"10000", true},
        {"4095", false},
        {"1000001", false},
        {"", false},
        {"-4096", false},
        {"+4096", false},
        {"4096x", false},
        {"0x4000", false},
        {"99999999999999999999", false},
    };
    for (auto const& [count, good] : cases) {
        auto mechanism = client();
        auto const answer = mechanism.respond("r=" + nonce + "x,s=W22Z,i=" + count);
        ASSERT_EQ(answer.has_value(), good) << count;
        if (!good) {
            EXPECT_EQ(answer.error().code, sasl_errc::malformed_challenge) << count;
        }
    }
}

TEST(ScramSha256, ToleratesOptionalExtensionsAndNothingAfterTheEnd) {
    auto mechanism = client();
    EXPECT_TRUE(mechanism.respond(server_first + ",x=optional").has_value());
    auto done = client();
    ASSERT_TRUE(done.respond(server_first).has_value());
    ASSERT_TRUE(done.respond(server_final).has_value());
    EXPECT_EQ(done.respond("").error().code, sasl_errc::unexpected_challenge);
}

TEST(ScramSha256, TellsARefusalFromAMissingProof) {
    std::pair<std::string, sasl_errc> const cases[] = {
        {"", sasl_errc::server_not_proven},
        {"v=", sasl_errc::server_not_proven},
        {"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4", sasl_errc::server_not_proven},
        {"e=invalid-proof", sasl_errc::refused},
    };
    for (auto const& [final, code] : cases) {
        auto mechanism = client();
        ASSERT_TRUE(mechanism.respond(server_first).has_value());
        auto const answer = mechanism.respond(final);
        ASSERT_TRUE(answer.has_error()) << final;
        EXPECT_EQ(answer.error().code, code) << final;
        EXPECT_FALSE(mechanism.may_succeed());
    }
}

}  // namespace
}  // namespace mailsonde::wire::sasl
