#include "shared/wire/sasl/scram.hpp"

#include "shared/wire/sasl/sasl_errc.hpp"

#include <gtest/gtest.h>

#include <string>

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

}  // namespace
}  // namespace mailsonde::wire::sasl
