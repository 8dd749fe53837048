#include "shared/eventlog/group_protocol.hpp"

#include <gmock/gmock.h>

namespace mailsonde::eventlog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto lease = milliseconds(100);

group_rows with_members(int count) {
    group_rows rows;
    for (auto i = 0; i < count; ++i) {
        static_cast<void>(enter(rows, lease));
    }
    return rows;
}

group_rows settled_with(int count) {
    auto rows = with_members(count);
    for (auto const& one : std::vector(rows.members)) {
        acknowledge(rows, one.id);
    }
    return rows;
}

TEST(GroupProtocol, EveryChangeOfTheMembershipBeginsAGeneration) {
    auto rows = with_members(2);
    EXPECT_EQ(rows.generation, 2);
    leave(rows, 1);
    EXPECT_EQ(rows.generation, 3);
    leave(rows, 1);
    EXPECT_EQ(rows.generation, 3) << "it had left already";
    expire(rows, lease - milliseconds(1));
    EXPECT_EQ(rows.generation, 3);
    expire(rows, lease);
    EXPECT_EQ(rows.generation, 4);
    EXPECT_THAT(rows.members, IsEmpty());
    EXPECT_EQ(enter(rows, lease), 3) << "ids are never used again";
    renew(rows, 3, lease * 2);
    acknowledge(rows, 3);
    EXPECT_EQ(rows.generation, 5) << "neither of these is a change";
}

TEST(GroupProtocol, IgnoresWhoIsNotThere) {
    auto rows = settled_with(1);
    auto const before = rows;
    renew(rows, 7, lease * 2);
    acknowledge(rows, 7);
    leave(rows, 7);
    EXPECT_EQ(rows, before);
    EXPECT_EQ(find_member(rows, 7), std::nullopt);
    EXPECT_THAT(share_of(rows, 7, 4), IsEmpty());
}

TEST(GroupProtocol, TellsAMemberItsNextStep) {
    auto const fresh = with_members(2);
    auto half = fresh;
    acknowledge(half, 1);
    auto const done = settled_with(2);
    auto joined = done;
    static_cast<void>(enter(joined, lease));

    struct {
        char const* when;
        group_rows rows;
        std::int64_t id;
        std::optional<std::int64_t> held;
        group_step expected;
    } const cases[] = {
        {"removed", fresh, 7, std::nullopt, group_step::rejoin},
        {"removed while holding", fresh, 7, 2, group_step::rejoin},
        {"new", fresh, 1, std::nullopt, group_step::acknowledge},
        {"waits for the other", half, 1, std::nullopt, group_step::none},
        {"the other", half, 2, std::nullopt, group_step::acknowledge},
        {"all have acknowledged", done, 1, std::nullopt, group_step::assign},
        {"has its assignment", done, 1, 2, group_step::none},
        {"held an older one", done, 1, 1, group_step::assign},
        {"somebody joined", joined, 1, 2, group_step::acknowledge},
        {"it is the one who joined", joined, 3, std::nullopt, group_step::acknowledge},
    };

    for (auto const& one : cases) {
        EXPECT_EQ(next_step(one.rows, one.id, one.held), one.expected) << one.when;
    }
}

TEST(GroupProtocol, SharesConsecutivePartitionsEvenly) {
    EXPECT_THAT(share_of(settled_with(1), 1, 3), ElementsAre(0, 1, 2));
    EXPECT_THAT(share_of(settled_with(2), 1, 3), ElementsAre(0, 1));
    EXPECT_THAT(share_of(settled_with(2), 2, 3), ElementsAre(2));
    EXPECT_THAT(share_of(settled_with(4), 4, 3), IsEmpty());
    for (auto members = 1; members <= 30; ++members) {
        auto const rows = settled_with(members);
        std::vector<int> all;
        for (auto const& one : rows.members) {
            auto const share = share_of(rows, one.id, 24);
            EXPECT_GE(static_cast<int>(share.size()), 24 / members);
            EXPECT_LE(static_cast<int>(share.size()), 24 / members + 1);
            all.insert(all.end(), share.begin(), share.end());
        }
        EXPECT_THAT(all, SizeIs(24));
        EXPECT_TRUE(std::ranges::is_sorted(all));
        EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
    }
}

TEST(GroupProtocol, MayCommitUnderTheAcknowledgedGenerationWhileTheLeaseLasts) {
    group_member_row const row{3, 7, lease};
    auto const before = lease - milliseconds(1);
    EXPECT_TRUE(may_commit(row, {3, 7}, before));
    EXPECT_FALSE(may_commit(row, {3, 7}, lease)) << "the lease ran out";
    EXPECT_FALSE(may_commit(row, {3, 6}, before)) << "it has acknowledged a newer generation";
    EXPECT_FALSE(may_commit(row, {3, 8}, before));
    EXPECT_FALSE(may_commit(row, {4, 7}, before));
    EXPECT_FALSE(may_commit(std::nullopt, {3, 7}, before)) << "it was removed";
}

TEST(GroupProtocol, LooksAgainWhenALeaseNeedsIt) {
    constexpr auto timeout = milliseconds(90);
    EXPECT_EQ(renewal_time(milliseconds(190), timeout), milliseconds(130));
    group_rows const rows{1, 3, {{1, 1, milliseconds(190)}, {2, 1, milliseconds(150)}}};
    EXPECT_EQ(next_check(rows, 1, timeout), milliseconds(130)) << "its own renewal";
    EXPECT_EQ(next_check(rows, 2, timeout), milliseconds(90));
    group_rows const dying{1, 3, {{1, 1, milliseconds(190)}, {2, 1, milliseconds(110)}}};
    EXPECT_EQ(next_check(dying, 1, timeout), milliseconds(110)) << "the other's end";
}

}  // namespace
}  // namespace mailsonde::eventlog
