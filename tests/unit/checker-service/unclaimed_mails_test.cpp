#include "checker-service/unclaimed_mails.hpp"

#include "shared/model/token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr instant now{std::chrono::milliseconds(1'795'485'600'250)};
config::reaper_options const reaper{48h, 20};

token_scope scope() {
    return {{{"k1", secret(std::string(32, 'x'))}}, "acme", "anna", {"anna@example.org"}};
}

seen_mail aged(milliseconds age, std::uint32_t uid) {
    seen_mail out;
    auto const nonce = std::to_string(10'000'000 + uid);
    out.token =
        model::mint(scope().ring, {"acme", "anna", "anna@example.org"}, now - age, nonce).text();
    out.place = {"INBOX", 1, uid};
    out.folder_name = "INBOX";
    return out;
}

std::vector<std::uint32_t> uids(std::vector<seen_mail> const& mails) {
    std::vector<std::uint32_t> out;
    out.reserve(mails.size());
    for (auto const& mail : mails) {
        out.push_back(mail.place.uid);
    }
    return out;
}

std::vector<std::uint32_t> chosen(unclaimed_mails& from, config::reaper_options const& options) {
    from.choose(scope(), options, now, now);
    return uids(from.chosen());
}

TEST(UnclaimedMails, HoldBackTheMarksUntilNobodyWantsThem) {
    struct row {
        char const* what;
        seen_mail mail;
        int per_look;
        std::uint32_t mark;
    };

    auto const copied = [](seen_mail mail) {
        mail.genuine = false;
        return mail;
    };
    auto const placed = [](seen_mail mail, model::mail_place place) {
        mail.place = std::move(place);
        return mail;
    };
    std::vector<row> const table{
        {"may be claimed", aged(23h, 40), 20, 40},
        {"may be claimed, and is no mail of ours", copied(aged(23h, 40)), 20, 40},
        {"from the future", aged(-24h, 40), 20, 40},
        {"will be reaped", aged(30h, 40), 20, 40},
        {"is to be reaped", aged(300h, 40), 20, 40},
        {"is never reaped", aged(30h, 40), 0, 90},
        {"is no mail of ours", copied(aged(30h, 40)), 20, 90},
        {"lies above the mark", aged(1h, 95), 20, 90},
        {"lies in another folder", placed(aged(1h, 40), {"Spam", 1, 40}), 20, 90},
        {"lay in this folder before it was renumbered",
         placed(aged(1h, 40), {"INBOX", 2, 40}),
         20,
         90},
    };
    for (auto const& row : table) {
        unclaimed_mails all;
        all.keep({row.mail});
        std::map<std::string, model::folder_mark> marks{{"INBOX", {"INBOX", 1, 90}}};
        all.hold_back(marks, {48h, row.per_look}, now);
        ASSERT_THAT(marks, SizeIs(1));
        EXPECT_EQ(marks.at("INBOX").next_uid, row.mark) << row.what;
    }
}

TEST(UnclaimedMails, TheOldestAreChosenFirstAndNotTooMany) {
    unclaimed_mails all;
    all.keep({aged(50h, 1), aged(90h, 2), aged(40h, 3), aged(70h, 4), aged(60h, 5)});
    EXPECT_THAT(chosen(all, {48h, 3}), ElementsAre(2, 4, 5)) << "in the order of the mailbox";
    EXPECT_THAT(chosen(all, {48h, 100}), ElementsAre(1, 2, 4, 5));
    EXPECT_THAT(chosen(all, {48h, 0}), IsEmpty());
    EXPECT_THAT(chosen(all, {60h, 100}), ElementsAre(2, 4, 5));
}

TEST(UnclaimedMails, WhatAnUnreadEventMayClaimIsNotChosen) {
    unclaimed_mails all;
    all.keep({aged(90h, 1), aged(60h, 2)});
    for (auto const& [read_until, expected] :
         {std::pair(now, 2U), {now - 36h, 2U}, {now - 36h - 1ms, 1U}, {now - 66h - 1ms, 0U}}) {
        all.choose(scope(), reaper, read_until, now);
        EXPECT_THAT(all.chosen(), SizeIs(expected));
    }
    all.choose(scope(), reaper, instant::min(), now);
    EXPECT_THAT(all.chosen(), IsEmpty());
}

TEST(UnclaimedMails, AClaimedMailIsNotChosenAnyMore) {
    unclaimed_mails all;
    all.keep({aged(50h, 1), aged(60h, 2)});
    EXPECT_THAT(chosen(all, reaper), ElementsAre(1, 2));
    EXPECT_THAT(uids(all.claim(aged(50h, 1).token)), ElementsAre(1));
    EXPECT_THAT(uids(all.chosen()), ElementsAre(2));
    EXPECT_FALSE(all.settled({"INBOX", 1, 1}));
    EXPECT_TRUE(all.settled({"INBOX", 1, 2}));
    EXPECT_THAT(all.chosen(), IsEmpty());
}

TEST(UnclaimedMails, WhatWasNotChosenIsNotSettled) {
    unclaimed_mails all;
    all.keep({aged(50h, 1)});
    EXPECT_FALSE(all.settled({"INBOX", 1, 1}));
    EXPECT_FALSE(all.refused({"INBOX", 1, 1}, now));
    EXPECT_THAT(chosen(all, reaper), ElementsAre(1));
}

TEST(UnclaimedMails, ARefusedOneIsTriedAgainHourlyForADay) {
    unclaimed_mails all;
    all.keep({aged(50h, 1)});
    auto at = now;
    for (auto tries = 1; tries <= 24; ++tries) {
        all.choose(scope(), reaper, at, at);
        ASSERT_THAT(all.chosen(), SizeIs(1)) << tries;
        auto const refusal = all.refused({"INBOX", 1, 1}, at);
        ASSERT_TRUE(refusal);
        EXPECT_EQ(refusal->is_last, tries == 24);
        all.choose(scope(), reaper, at, at + 1h - 1ms);
        EXPECT_THAT(all.chosen(), IsEmpty());
        at += 1h;
    }
    all.choose(scope(), reaper, at, at);
    EXPECT_THAT(all.chosen(), IsEmpty());
    EXPECT_EQ(all.leftovers(at), 0U);
}

TEST(UnclaimedMails, AClockSetBackDelaysNothing) {
    unclaimed_mails all;
    all.keep({aged(90h, 1)});
    EXPECT_THAT(chosen(all, reaper), ElementsAre(1));
    ASSERT_TRUE(all.refused({"INBOX", 1, 1}, now));
    all.clock_was_set_back(10h);
    all.choose(scope(), reaper, now, now - 9h);
    EXPECT_THAT(all.chosen(), SizeIs(1));
}

TEST(UnclaimedMails, OnlySoManyAreKeptInMind) {
    unclaimed_mails all;
    for (std::uint32_t uid = 1; uid <= 300; ++uid) {
        all.keep({aged(24h + std::chrono::minutes(uid), uid)});
        all.keep({aged(24h + std::chrono::minutes(uid), uid)});
    }
    EXPECT_EQ(all.leftovers(now), 256U);
    EXPECT_THAT(all.claim(aged(24h + 1min, 1).token), SizeIs(1)) << "the youngest stay";
    EXPECT_THAT(all.claim(aged(24h + 300min, 300).token), IsEmpty());
}

TEST(UnclaimedMails, CountAsLeftOverOnceNobodyClaimsThem) {
    unclaimed_mails all;
    auto copied = aged(30h, 3);
    copied.genuine = false;
    all.keep({aged(24h - 1ms, 1), aged(24h, 2), copied});
    EXPECT_EQ(all.leftovers(now), 1U);
}

}  // namespace
}  // namespace mailsonde::checker
