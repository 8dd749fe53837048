#include "shared/wire/imap/fetch_plan.hpp"

#include "shared/wire/imap/limits.hpp"

#include <gtest/gtest.h>

namespace mailsonde::wire::imap {
namespace {

using verdict = fetch_plan::verdict;

TEST(ImapFetchPlan, ReadsToTheEndIfLittleIsExpected) {
    fetch_plan plan(7, 7);
    EXPECT_EQ(plan.next_range(), "7:*");
    EXPECT_FALSE(plan.wants(6)) << "the last old message, which \"7:*\" brings";
    EXPECT_TRUE(plan.wants(7));
    EXPECT_EQ(plan.completed(false, false), verdict::finished);
    EXPECT_EQ(plan.watermark(verdict::finished), 7U);
}

TEST(ImapFetchPlan, WatermarkIsBehindWhatWasSeenOrAnnounced) {
    fetch_plan seen(7, 7);
    seen.saw(9);
    EXPECT_EQ(seen.watermark(verdict::finished), 10U);
    fetch_plan announced(7, 7);
    announced.saw(9);
    announced.uid_next_is(20);
    EXPECT_EQ(announced.watermark(verdict::finished), 20U) << "those between are deleted";
    fetch_plan hearsay(7, 900);
    EXPECT_EQ(hearsay.watermark(verdict::finished), 7U);
}

TEST(ImapFetchPlan, SendsTheSameOnceMoreIfMailArrived) {
    fetch_plan plan(7, 7);
    EXPECT_EQ(plan.next_range(), "7:*");
    EXPECT_EQ(plan.completed(false, true), verdict::again);
    EXPECT_EQ(plan.next_range(), "7:*");
    EXPECT_EQ(plan.completed(false, true), verdict::finished) << "only once";
}

TEST(ImapFetchPlan, ReadsABacklogInRanges) {
    fetch_plan plan(1, 1200);
    EXPECT_EQ(plan.next_range(), "1:500");
    plan.uid_next_is(1200);
    EXPECT_EQ(plan.completed(false, false), verdict::again);
    EXPECT_EQ(plan.next_range(), "501:1000");
    EXPECT_EQ(plan.completed(false, false), verdict::again);
    EXPECT_EQ(plan.next_range(), "1001:*");
    EXPECT_EQ(plan.completed(false, false), verdict::finished);
    EXPECT_EQ(plan.watermark(verdict::finished), 1200U);
}

TEST(ImapFetchPlan, TrustsNoUnknownEnd) {
    fetch_plan plan(7, std::nullopt);
    EXPECT_EQ(plan.next_range(), "7:506");
    plan.uid_next_is(9);
    EXPECT_EQ(plan.completed(false, false), verdict::finished);
    EXPECT_EQ(plan.watermark(verdict::finished), 9U) << "not 507";
}

TEST(ImapFetchPlan, FindsTheNewestWithoutUidNext) {
    fetch_plan plan(7, std::nullopt);
    EXPECT_EQ(plan.next_range(), "7:506");
    EXPECT_EQ(plan.completed(false, false), verdict::newest);
    EXPECT_EQ(plan.newest_is(600), verdict::again);
    EXPECT_EQ(plan.next_range(), "507:*");
    fetch_plan empty(7, std::nullopt);
    EXPECT_EQ(empty.next_range(), "7:506");
    EXPECT_EQ(empty.completed(false, false), verdict::newest);
    EXPECT_EQ(empty.newest_is(std::nullopt), verdict::finished);
    EXPECT_EQ(empty.watermark(verdict::finished), 7U);
}

TEST(ImapFetchPlan, RepeatsTheLastRangeIfMailArrived) {
    fetch_plan plan(7, std::nullopt);
    EXPECT_EQ(plan.next_range(), "7:506");
    plan.uid_next_is(9);
    EXPECT_EQ(plan.completed(false, true), verdict::again);
    EXPECT_EQ(plan.next_range(), "7:*");
    EXPECT_EQ(plan.completed(false, false), verdict::finished);
}

TEST(ImapFetchPlan, SplitsWhatMessagelimitCutShort) {
    fetch_plan plan(1, 1);
    EXPECT_EQ(plan.next_range(), "1:*");
    plan.saw(2000);
    EXPECT_EQ(plan.completed(true, false), verdict::again);
    EXPECT_EQ(plan.next_range(), "1:500");
    EXPECT_EQ(plan.completed(true, false), verdict::again);
    EXPECT_EQ(plan.next_range(), "1:250");
    EXPECT_EQ(plan.completed(false, false), verdict::again);
    EXPECT_EQ(plan.next_range(), "251:500");
}

TEST(ImapFetchPlan, IsBounded) {
    for (auto const cut_short : {false, true}) {
        fetch_plan plan(1, 4'000'000'000U);
        plan.uid_next_is(4'000'000'000U);
        std::size_t fetches = 0;
        auto last = verdict::again;
        while (last == verdict::again && fetches < 1000) {
            std::ignore = plan.next_range();
            last = plan.completed(cut_short, true);
            ++fetches;
        }
        EXPECT_EQ(last, verdict::more);
        EXPECT_EQ(fetches, limits::fetches_per_folder);
        auto const read = cut_short ? 0 : limits::fetches_per_folder * limits::uids_per_fetch;
        EXPECT_EQ(plan.watermark(last), 1 + read);
    }
}

TEST(ImapFetchPlan, SurvivesTheLargestUid) {
    fetch_plan plan(4'294'967'295U, std::nullopt);
    EXPECT_EQ(plan.next_range(), "4294967295:4294967295");
    plan.saw(4'294'967'295U);
    EXPECT_EQ(plan.completed(false, false), verdict::finished);
    EXPECT_EQ(plan.watermark(verdict::finished), 4'294'967'295U);
}

}  // namespace
}  // namespace mailsonde::wire::imap
