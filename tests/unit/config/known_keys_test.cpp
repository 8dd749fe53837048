#include "shared/config/known_keys.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <utility>

namespace mailsonde::config {
namespace {

TEST(KnownKeys, AreUnique) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (auto const& one : known_keys()) {
        EXPECT_TRUE(seen.insert({one.object, one.key}).second) << one.object << " " << one.key;
    }
}

TEST(KnownKeys, NearestForgivesSlipsOnly) {
    constexpr std::array<std::string_view, 4> keys{"host", "port", "tls", "trusted_plaintext"};
    EXPECT_EQ(nearest("hosts", keys), "host");
    EXPECT_EQ(nearest("prot", keys), "port") << "a swap counts once";
    EXPECT_EQ(nearest("trustedplaintext", keys), "trusted_plaintext");
    EXPECT_EQ(nearest("tsl", keys), "tls");
    EXPECT_EQ(nearest("password", keys), "");
    EXPECT_EQ(nearest("", keys), "");
    EXPECT_EQ(nearest(std::string(100'000, 'x'), keys), "");
}

}  // namespace
}  // namespace mailsonde::config
