#include "shared/core/secret.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <type_traits>

namespace mailsonde {
namespace {

template <class T>
concept printable = requires(std::ostream& out, T const& value) { out << value; };

TEST(Secret, CannotBePrintedOrConverted) {
    static_assert(!printable<secret>);
    static_assert(!std::is_convertible_v<secret, std::string>);
    static_assert(!std::is_convertible_v<std::string, secret>);
    EXPECT_EQ(secret("hunter2").reveal(), "hunter2");
}

TEST(Secret, MoveLeavesNothingBehind) {
    secret one("short");
    secret const two = std::move(one);
    EXPECT_TRUE(one.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_EQ(two.reveal(), "short");
}

TEST(Secret, ComparesByValue) {
    EXPECT_TRUE(secret("a").same_as(secret("a")));
    EXPECT_FALSE(secret("a").same_as(secret("b")));
    EXPECT_FALSE(secret("a").same_as(secret("")));
}

}  // namespace
}  // namespace mailsonde
