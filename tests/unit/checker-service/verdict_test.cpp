#include "checker-service/verdict.hpp"

#include "tests/unit/checker-service/mails.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using mails::at;
using mails::at_or_never;
using model::expected_place;
using model::outcome;
using testing::HasSubstr;

TEST(JudgeSeen, ComparesThePlaceWithTheExpectation) {
    auto const inbox = mails::seen_in(folder_kind::inbox, "INBOX", "INBOX");
    auto const junk = mails::seen_in(folder_kind::junk, "Spam", "INBOX.Spam");
    auto const rules = mails::seen_in(folder_kind::watched, "Für Anna", "F&APw-r Anna");
    auto const other = mails::seen_in(folder_kind::other, "Lists", "Lists");

    struct {
        expected_place expect;
        char const* folder;
        seen_mail seen;
        outcome becomes;
    } const table[] = {
        {expected_place::inbox, "", inbox, outcome::delivered},
        {expected_place::inbox, "", rules, outcome::delivered},
        {expected_place::inbox, "", junk, outcome::junk},
        {expected_place::inbox, "", other, outcome::misplaced},
        {expected_place::junk, "", inbox, outcome::misplaced},
        {expected_place::junk, "", rules, outcome::misplaced},
        {expected_place::junk, "", junk, outcome::delivered},
        {expected_place::junk, "", other, outcome::misplaced},
        {expected_place::folder, "Für Anna", inbox, outcome::misplaced},
        {expected_place::folder, "Für Anna", rules, outcome::delivered},
        {expected_place::folder, "F&APw-r Anna", rules, outcome::delivered},
        {expected_place::folder, "Für Ann", rules, outcome::misplaced},
        {expected_place::folder, "Für Anna", junk, outcome::junk},
        {expected_place::folder, "Für Anna", other, outcome::misplaced},
        {expected_place::folder, "INBOX.Spam", junk, outcome::delivered},
        {expected_place::folder, "Lists", other, outcome::delivered},
        {expected_place::nothing, "", inbox, outcome::misplaced},
        {expected_place::nothing, "", rules, outcome::misplaced},
        {expected_place::nothing, "", junk, outcome::misplaced},
        {expected_place::nothing, "", other, outcome::misplaced},
    };

    for (auto const& row : table) {
        auto const mail = mails::expected_in(row.expect, row.folder);
        auto const result = judge_seen(mail, {row.seen}, {}, at(31s)).value();
        auto const what = std::string(model::to_text(row.expect)) + " " + row.folder + ": " +
                          row.seen.folder_name;
        EXPECT_EQ(result.outcome, row.becomes) << what;
        EXPECT_EQ(result.as_expected, row.becomes == outcome::delivered) << what;
    }
}

TEST(JudgeSeen, ReportsWhatIsKnown) {
    look_history const history{4, at(30'300ms), at(25s), ""};
    auto const result =
        judge_seen(mails::pending(), {mails::seen(30'700ms)}, history, at(30'900ms)).value();
    auto const mail = mails::pending();
    EXPECT_EQ(result.mail, mail.mail);
    EXPECT_EQ(result.at, at(30'900ms));
    EXPECT_EQ(result.copies, 1);
    EXPECT_EQ(result.looks, 4);
    EXPECT_EQ(result.last_complete_look, at(25s));
    EXPECT_EQ(result.accepted_at, mails::accepted_at);
    EXPECT_EQ(result.deadline_at, at(mails::deadline));
    EXPECT_EQ(result.labels, mail.judging.labels);
    ASSERT_TRUE(result.found);
    EXPECT_EQ(result.found->delay_at_least, 30'300ms);
    EXPECT_EQ(result.found->delay, 30'700ms);
    EXPECT_EQ(result.evidence, "seen in INBOX, UID 4711, after 30s700ms");
}

TEST(JudgeSeen, TakesTheFirstAndCountsAll) {
    auto redirect = mails::seen_in(folder_kind::inbox, "INBOX", "INBOX");
    redirect.genuine = false;
    std::vector<seen_mail> const seen{
        mails::seen(31s), mails::seen_in(folder_kind::junk, "Spam", "Spam"), redirect
    };
    auto const result = judge_seen(mails::pending(), seen, {}, at(31s)).value();
    EXPECT_EQ(result.copies, 3);
    EXPECT_EQ(result.outcome, outcome::delivered);
    EXPECT_EQ(result.found->folder, "INBOX");
}

TEST(JudgeSeen, MailSeenAfterTheDeadlineIsNotMissing) {
    look_history const history{40, at(571s), at(571s), ""};
    auto const result =
        judge_seen(mails::pending(), {mails::seen(600'001ms)}, history, at(601s)).value();
    EXPECT_EQ(result.outcome, outcome::delivered);
    EXPECT_EQ(proven_delay(*result.found), 571s);
}

TEST(JudgeSeen, AMailThatOnlyHoldsOurTokenIsNoDelivery) {
    auto reply = mails::seen(31s);
    reply.genuine = false;
    EXPECT_FALSE(judge_seen(mails::pending(), {reply}, {}, at(31s)));
    auto const junk = mails::seen_in(folder_kind::junk, "Spam", "Spam");
    auto const result = judge_seen(mails::pending(), {reply, junk}, {}, at(31s)).value();
    EXPECT_EQ(result.outcome, outcome::junk);
    EXPECT_EQ(result.copies, 2);
    EXPECT_FALSE(judge_seen(mails::pending(), {}, {}, at(31s)));
}

TEST(JudgeSeen, UnknownSendingMayBeFound) {
    auto const result =
        judge_seen(mails::of_unknown_sending(), {mails::seen(31s)}, {}, at(31s)).value();
    EXPECT_EQ(result.outcome, outcome::delivered);
    EXPECT_TRUE(result.as_expected);
}

struct unseen_row {
    char const* what;
    std::optional<milliseconds> complete_look;
    milliseconds now;
    std::optional<outcome> becomes;
};

void check(model::mail_state const& mail, unseen_row const& row) {
    look_history const history{
        9, at_or_never(row.complete_look), at_or_never(row.complete_look), "login refused"
    };
    auto const result = judge_unseen(mail, history, at(row.now));
    ASSERT_EQ(result.has_value(), row.becomes.has_value()) << row.what;
    if (!result) {
        return;
    }
    EXPECT_EQ(result->outcome, *row.becomes) << row.what;
    EXPECT_EQ(result->mail, mail.mail);
    EXPECT_EQ(result->at, at(row.now));
    EXPECT_EQ(result->found, std::nullopt);
    EXPECT_EQ(result->copies, 0);
    EXPECT_EQ(result->looks, 9);
    EXPECT_EQ(result->last_complete_look, at_or_never(row.complete_look));
    EXPECT_EQ(result->accepted_at, mail.accepted_at);
    EXPECT_EQ(result->deadline_at, mail.judging.deadline_at);
    EXPECT_EQ(result->labels, mail.judging.labels);
    EXPECT_FALSE(result->evidence.empty());
}

TEST(JudgeUnseen, CallsMissingOnlyWithACompleteLookFromTheDeadlineOn) {
    unseen_row const table[] = {
        {"never looked", {}, 30s, {}},
        {"looked in time", 571s, 572s, {}},
        {"deadline passed, look began before it", 571s, 601s, {}},
        {"the look began a ms before, ended after", 599'999ms, 605s, {}},
        {"the look began right then", 600s, 600s, outcome::missing},
        {"the same, and took a while", 600s, 700s, outcome::missing},
        {"a ms later", 600'001ms, 601s, outcome::missing},
        {"first one after hours", 7200s, 7201s, outcome::missing},
        {"our clock went back: that look is no evidence", 3600s, 40s, {}},
        {"the same after the deadline", 3600s, 601s, {}},
    };
    for (auto const& row : table) {
        check(mails::pending(), row);
    }
}

TEST(JudgeUnseen, IsUndeterminedWhenNobodyCouldLookForTooLong) {
    unseen_row const table[] = {
        {"a ms early", 599'999ms, 1'499'999ms, {}},
        {"in time", 599'999ms, 1500s, outcome::undetermined},
        {"never looked", {}, 1500s, outcome::undetermined},
        {"hours later", 30s, 7200s, outcome::undetermined},
        {"looked at last", 1500s, 1501s, outcome::missing},
        {"looked before that", 600s, 1500s, outcome::missing},
    };
    for (auto const& row : table) {
        check(mails::pending(), row);
    }
}

TEST(JudgeUnseen, WaitsForALookWhereNothingSaysThatTheMailboxCannotBeRead) {
    EXPECT_FALSE(judge_unseen(mails::pending(), {}, at(24h))) << "just restarted";
    look_history const partial{4, at(700s), at(571s), ""};
    EXPECT_FALSE(judge_unseen(mails::pending(), partial, at(24h)));
}

TEST(JudgeUnseen, UnknownSendingIsNeverMissing) {
    unseen_row const table[] = {
        {"looked in time", 599'999ms, 601s, {}},
        {"deadline", 600s, 600s, outcome::undetermined},
        {"later", 1000s, 1001s, outcome::undetermined},
        {"nobody could look", 599'999ms, 1500s, outcome::undetermined},
        {"looked long after", 7200s, 7201s, outcome::undetermined},
    };
    for (auto const& row : table) {
        check(mails::of_unknown_sending(), row);
        auto filtered = mails::expected_in(expected_place::nothing);
        filtered.sending_unknown = true;
        check(filtered, row);
        auto const result =
            judge_unseen(filtered, {1, {}, at_or_never(row.complete_look), ""}, at(row.now));
        EXPECT_FALSE(result && result->as_expected) << "a filter is not praised for it";
    }
}

TEST(JudgeUnseen, MissingIsAsExpectedOnlyIfNothingWasExpected) {
    struct {
        expected_place expect;
        bool as_expected;
    } const table[] = {
        {expected_place::inbox, false},
        {expected_place::junk, false},
        {expected_place::folder, false},
        {expected_place::nothing, true},
    };

    look_history const looked{35, at(600s), at(600s), ""};
    look_history const blind{3, at(571s), at(571s), "login refused"};
    for (auto const& row : table) {
        auto const mail = mails::expected_in(row.expect, "Lists");
        auto const missing = judge_unseen(mail, looked, at(601s));
        ASSERT_TRUE(missing);
        EXPECT_EQ(missing->outcome, outcome::missing);
        EXPECT_EQ(missing->as_expected, row.as_expected) << model::to_text(row.expect);
        EXPECT_FALSE(judge_unseen(mail, blind, at(1500s)).value().as_expected)
            << model::to_text(row.expect) << ": not seen because not looked";
    }
}

TEST(JudgeUnseen, SaysWhy) {
    look_history const looked{35, at(600s), at(600s), ""};
    EXPECT_THAT(
        judge_unseen(mails::pending(), looked, at(601s)).value().evidence,
        HasSubstr("began at " + to_rfc3339(at(600s)))
    );
    EXPECT_THAT(
        judge_unseen(mails::of_unknown_sending(), looked, at(601s)).value().evidence,
        HasSubstr("nobody knows")
    );
    look_history const refused{3, at(31s), at(31s), "login refused"};
    EXPECT_EQ(
        judge_unseen(mails::pending(), refused, at(1500s)).value().evidence,
        "no complete look was possible after the deadline: login refused"
    );
}

TEST(JudgeLate, MeasuresLikeAnyOther) {
    auto const mail = mails::in_stage(model::mail_stage::late_watch);
    auto const seen = mails::seen(1200s, 1'100'750ms);
    auto const late = judge_late(mail, seen, {50, at(900s), at(900s), ""}, at(1201s));
    EXPECT_EQ(late.mail, mail.mail);
    EXPECT_EQ(late.at, at(1201s));
    EXPECT_EQ(late.labels, mail.judging.labels);
    EXPECT_EQ(late.found, measure(mail, seen, at(900s)));
    EXPECT_EQ(proven_delay(late.found), 1'100'750ms);
}

}  // namespace
}  // namespace mailsonde::checker
