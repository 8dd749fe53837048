#include "shared/core/crypto.hpp"

#include "shared/core/encoding.hpp"

#include <gtest/gtest.h>

namespace mailsonde {
namespace {

TEST(Crypto, Sha256OfRfc6234) {
    EXPECT_EQ(
        to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

TEST(Crypto, HmacOfRfc4231Case2) {
    EXPECT_EQ(
        to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
}

TEST(Crypto, Pbkdf2OfRfc7914) {
    EXPECT_EQ(
        to_hex(pbkdf2_sha256("passwd", "salt", 1)),
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
    );
}

TEST(Crypto, UuidV5HasVersionAndVariant) {
    auto const text = uuid_text(uuid_v5("x"));
    EXPECT_EQ(text.size(), 36U);
    EXPECT_EQ(text[14], '5');
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
    EXPECT_NE(text, uuid_text(uuid_v5("y")));
}

TEST(Crypto, ConstantTimeCompareCompares) {
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(Crypto, RandomOctetsDiffer) {
    EXPECT_EQ(random_octets(16).size(), 16U);
    EXPECT_NE(random_octets(16), random_octets(16));
}

}  // namespace
}  // namespace mailsonde
