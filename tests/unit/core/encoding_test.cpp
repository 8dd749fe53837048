#include "shared/core/encoding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde {
namespace {

TEST(Encoding, Base64OfRfc4648) {
    std::pair<char const*, char const*> const cases[] = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}
    };
    for (auto const& [plain, encoded] : cases) {
        EXPECT_EQ(to_base64(plain), encoded);
        EXPECT_EQ(from_base64(encoded), plain);
    }
}

TEST(Encoding, Base64RejectsWhatNoEncoderWrites) {
    for (auto const* bad :
         {"Z", "Zg", "Zg=", "Zh==", "Zg==Zg==", "Zm 9v", "====", "Zm9v\n", "Z==="}) {
        EXPECT_EQ(from_base64(bad), std::nullopt) << bad;
    }
}

TEST(Encoding, Base32OfRfc4648InLowerCaseUnpadded) {
    std::pair<char const*, char const*> const cases[] = {
        {"", ""}, {"f", "my"}, {"fo", "mzxq"}, {"foo", "mzxw6"}, {"foobar", "mzxw6ytboi"}
    };
    for (auto const& [plain, encoded] : cases) {
        EXPECT_EQ(to_base32(plain), encoded);
        EXPECT_EQ(from_base32(encoded), plain);
    }
}

TEST(Encoding, Base32HasOneSpellingPerValue) {
    for (auto const* bad : {"MY", "mz", "m", "my======", "mzxw6y", "1", "m8"}) {
        EXPECT_EQ(from_base32(bad), std::nullopt) << bad;
    }
}

TEST(Encoding, HexIsLowerCase) {
    EXPECT_EQ(to_hex(std::string("\x00\xff\x1a", 3)), "00ff1a");
}

}  // namespace
}  // namespace mailsonde
