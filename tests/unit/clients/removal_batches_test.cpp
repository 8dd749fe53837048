#include "shared/clients/removal_batches.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mailsonde::clients {
namespace {

using testing::ElementsAre;

bool ours(std::string_view /*header*/) {
    return true;
}

removal of(std::string folder, std::uint32_t uid_validity, std::uint32_t uid) {
    return {{std::move(folder), uid_validity, uid}, ours};
}

TEST(RemovalBatches, GoByFolderAndUidvalidity) {
    auto const batches = batches_of(
        {of("INBOX", 1, 7), of("Junk", 1, 7), of("INBOX", 2, 8), of("INBOX", 1, 9)}, "Own", ours
    );
    ASSERT_EQ(batches.size(), 3U);
    EXPECT_EQ(batches[0].what.raw_name, "INBOX");
    EXPECT_EQ(batches[0].what.uid_validity, 1U);
    EXPECT_EQ(batches[0].what.own_folder, "Own");
    EXPECT_TRUE(batches[0].what.is_ours);
    EXPECT_EQ(batches[0].what.targets.at(1).uid, 9U);
    EXPECT_TRUE(batches[0].what.targets.at(1).verify);
    EXPECT_THAT(batches[0].removals, ElementsAre(0, 3));
    EXPECT_THAT(batches[1].removals, ElementsAre(1));
    EXPECT_THAT(batches[2].removals, ElementsAre(2));
    EXPECT_EQ(batches[2].what.uid_validity, 2U);
}

TEST(RemovalBatches, HoldNoMoreThanADialogTakes) {
    std::vector<removal> many;
    for (std::uint32_t uid = 1; uid <= 45; ++uid) {
        many.push_back(of("INBOX", 1, uid));
    }
    std::vector<std::size_t> sizes;
    for (auto const& one : batches_of(many, "", ours)) {
        EXPECT_EQ(one.what.targets.size(), one.removals.size());
        sizes.push_back(one.removals.size());
    }
    EXPECT_THAT(sizes, ElementsAre(20, 20, 5));
}

TEST(RemovalBatches, OfNothingAreNone) {
    EXPECT_TRUE(batches_of({}, "Own", ours).empty());
}

}  // namespace
}  // namespace mailsonde::clients
