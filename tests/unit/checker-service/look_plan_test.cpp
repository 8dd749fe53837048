#include "checker-service/look_plan.hpp"

#include "checker-service/verdict.hpp"
#include "tests/unit/checker-service/mails.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using mails::at;
using mails::at_or_never;
using model::mail_stage;

/// When the looks begin, if each begins `lag` after it is due; in ms after acceptance.
std::vector<std::int64_t> looks(
    model::mail_state const& mail, milliseconds until, milliseconds lag = 0ms
) {
    std::vector<std::int64_t> begins;
    std::optional<instant> last;
    while (true) {
        auto const due = look_due(mail, last, last.value_or(mails::accepted_at));
        if (!due || *due > at(until)) {
            break;
        }
        last = *due + lag;
        begins.push_back((*last - mails::accepted_at).count());
        if (begins.size() > 1000) {
            ADD_FAILURE() << "no progress";
            break;
        }
    }
    return begins;
}

milliseconds next_look(model::mail_state const& mail, std::optional<milliseconds> last_began) {
    auto const last = at_or_never(last_began);
    return look_due(mail, last, last.value_or(mails::accepted_at)).value() - mails::accepted_at;
}

TEST(LookPlan, GoesFromAcceptanceToTheDeadlineAndOn) {
    EXPECT_THAT(
        looks(mails::pending(), 661s),
        testing::ElementsAreArray({
            30'000,  30'100,  30'300,  30'700,  31'500,  33'000,  36'000,  41'000,
            46'000,  51'000,  56'000,  61'000,  66'000,  71'000,  76'000,  81'000,
            86'000,  91'000,  121'000, 151'000, 181'000, 211'000, 241'000, 271'000,
            301'000, 331'000, 361'000, 391'000, 421'000, 451'000, 481'000, 511'000,
            541'000, 571'000, 600'000, 601'000, 631'000, 661'000,
        })
    );
}

TEST(LookPlan, DoesNotDriftWhenLooksBeginLate) {
    EXPECT_THAT(
        looks(mails::pending(), 160s, 7ms),
        testing::ElementsAreArray({
            30'007, 30'107, 30'307, 30'707, 31'507, 33'007, 36'007, 41'007, 46'007,  51'007,
            56'007, 61'007, 66'007, 71'007, 76'007, 81'007, 86'007, 91'007, 121'007, 151'007,
        })
    );
}

TEST(LookPlan, SkipsWhatALongLookOverran) {
    struct {
        milliseconds last_began;
        milliseconds next;
    } const table[] = {
        {30'099ms, 30'100ms},
        {30'100ms, 30'300ms},
        {30'301ms, 30'700ms},
        {35'999ms, 36'000ms},
        {40'999ms, 41'000ms},
        {41'000ms, 46'000ms},
        {45'999ms, 46'000ms},
        {90'999ms, 91'000ms},
        {91'000ms, 121'000ms},
        {120'999ms, 121'000ms},
        {450'000ms, 451'000ms},
    };

    for (auto const& row : table) {
        EXPECT_EQ(next_look(mails::pending(), row.last_began).count(), row.next.count())
            << row.last_began.count();
    }
}

TEST(LookPlan, LooksFirstAfterTheGraceWhateverWasLookedForBefore) {
    for (auto const last : {-24h, 0h}) {
        EXPECT_EQ(next_look(mails::pending(), last), mails::grace);
    }
    EXPECT_EQ(next_look(mails::pending(), std::nullopt), mails::grace);
    EXPECT_EQ(next_look(mails::pending(), mails::grace - 1ms), mails::grace);
    EXPECT_EQ(next_look(mails::pending(), mails::grace), mails::grace + 100ms);
}

TEST(LookPlan, WithoutGraceLooksAtOnce) {
    auto mail = mails::pending();
    mail.judging.grace = 0ms;
    EXPECT_EQ(next_look(mail, std::nullopt), 0ms);
    EXPECT_EQ(next_look(mail, 0ms), 100ms);
}

TEST(LookPlan, LooksRightAtTheDeadline) {
    for (auto const last : {571s, 599s}) {
        EXPECT_EQ(next_look(mails::pending(), last), mails::deadline) << last.count();
    }
    EXPECT_EQ(next_look(mails::pending(), mails::deadline - 1ms), mails::deadline);
    EXPECT_EQ(next_look(mails::pending(), mails::deadline), 601s) << "that one was decisive";
    EXPECT_EQ(next_look(mails::pending(), mails::deadline + 1ms), 601s);
}

TEST(LookPlan, KeepsTheDeadlineWhereverItLies) {
    for (auto const deadline : {30'001ms, 30'100ms, 33'333ms, 91'000ms, 100'000ms}) {
        auto mail = mails::pending();
        mail.judging.deadline_at = at(deadline);
        EXPECT_THAT(looks(mail, 200s), testing::Contains(deadline.count()).Times(1));
    }
}

TEST(LookPlan, DeadlineBeforeTheGraceIsJudgedAtTheFirstLook) {
    auto mail = mails::pending();
    mail.judging.deadline_at = at(10s);
    EXPECT_EQ(next_look(mail, std::nullopt), mails::grace);
    EXPECT_EQ(next_look(mail, 10s), mails::grace);
    EXPECT_EQ(next_look(mail, mails::grace), mails::grace + 100ms);
}

TEST(LookPlan, AlwaysAsksForALaterLookWithinTheSlowStep) {
    auto const mail = mails::pending();
    for (auto last = mails::grace; last < 700s; last += 13ms) {
        auto const next = next_look(mail, last);
        ASSERT_GT(next, last) << "would look again at once, for ever";
        ASSERT_LE(next, last + 30s) << last.count();
        ASSERT_TRUE(last >= mails::deadline || next <= mails::deadline) << last.count();
    }
}

TEST(LookPlan, GoesOnAfterHugeGaps) {
    constexpr milliseconds year = 365 * 24h;
    EXPECT_EQ(next_look(mails::pending(), -10 * year), mails::grace);
    for (auto const last : {year, 10 * year}) {
        auto const next = next_look(mails::pending(), last);
        EXPECT_GT(next, last);
        EXPECT_LE(next, last + 30s);
    }
}

TEST(LookPlan, LateWatchLooksEveryFiveMinutes) {
    auto const mail = mails::in_stage(mail_stage::late_watch);
    EXPECT_EQ(next_look(mail, std::nullopt), mails::grace) << "after a restart, that is at once";
    EXPECT_EQ(next_look(mail, 600s), 900s);
    EXPECT_EQ(next_look(mail, 600'001ms), 900'001ms);
}

TEST(LookPlan, GoesOnWhenTheClockWasSetBack) {
    auto const pending = mails::pending();
    EXPECT_EQ(look_due(pending, at(24h), at(31s)), look_due(pending, at(31s), at(31s)));
    auto const missing = mails::in_stage(mail_stage::late_watch);
    EXPECT_EQ(look_due(missing, at(24h), at(700s)), at(700s) + 5min);
}

TEST(LookPlan, MailThatIsBeingDeletedAsksForNothing) {
    auto const mail = mails::in_stage(mail_stage::deleting);
    EXPECT_EQ(look_due(mail, std::nullopt, at(600s)), std::nullopt);
    EXPECT_EQ(look_due(mail, at(600s), at(600s)), std::nullopt);
    EXPECT_FALSE(sweep_due(mail, std::nullopt, at(600s)));
}

TEST(SweepDue, FollowsTheTable) {
    struct {
        char const* what;
        mail_stage stage;
        std::optional<milliseconds> last_sweep;
        milliseconds now;
        bool due;
    } const table[] = {
        {"in the grace", mail_stage::pending, {}, 29'999ms, false},
        {"at the first look", mail_stage::pending, {}, 30s, false},
        {"a ms before it should be there", mail_stage::pending, {}, 34'999ms, false},
        {"should be there", mail_stage::pending, {}, 35s, true},
        {"a sweep for another mail", mail_stage::pending, 25'001ms, 35s, false},
        {"a sweep 10 s ago", mail_stage::pending, 25s, 35s, true},
        {"a ms too early", mail_stage::pending, 35s, 44'999ms, false},
        {"the next one", mail_stage::pending, 35s, 45s, true},
        {"a ms before the deadline", mail_stage::pending, 595s, 599'999ms, false},
        {"the deadline", mail_stage::pending, 595s, 600s, true},
        {"swept a ms before the deadline", mail_stage::pending, 599'999ms, 600s, true},
        {"swept at the deadline", mail_stage::pending, 600s, 601s, false},
        {"that failed", mail_stage::pending, 600s, 610s, true},
        {"down for a day", mail_stage::pending, 595s, 24h, true},
        {"called missing, just swept", mail_stage::late_watch, 599'999ms, 600s, false},
        {"called missing", mail_stage::late_watch, 600s, 900s, true},
        {"called missing, restarted", mail_stage::late_watch, {}, 900s, true},
        {"clock went back", mail_stage::pending, 3600s, 50s, true},
        {"clock went back over the deadline", mail_stage::pending, 3600s, 600s, true},
    };

    for (auto const& row : table) {
        auto const mail = mails::in_stage(row.stage);
        EXPECT_EQ(sweep_due(mail, at_or_never(row.last_sweep), at(row.now)), row.due) << row.what;
    }
}

TEST(SweepDue, DecidesEvenWhenTheDeadlineFollowsTheGraceAtOnce) {
    auto mail = mails::pending();
    mail.judging.deadline_at = at(mails::grace + 1s);
    EXPECT_FALSE(sweep_due(mail, std::nullopt, at(mails::grace)));
    EXPECT_TRUE(sweep_due(mail, at(mails::grace), at(mails::grace + 1s)));
    mail.judging.deadline_at = at(1s);
    EXPECT_FALSE(sweep_due(mail, std::nullopt, at(mails::grace - 1ms)));
    EXPECT_TRUE(sweep_due(mail, std::nullopt, at(mails::grace)));
}

TEST(LookBackOff, DoublesToAMinute) {
    std::vector<std::int64_t> waits;
    for (int failures = 1; failures <= 9; ++failures) {
        waits.push_back(look_back_off(failures) / 1s);
    }
    EXPECT_THAT(waits, testing::ElementsAre(1, 2, 4, 8, 16, 32, 60, 60, 60));
    EXPECT_EQ(look_back_off(0), 1s);
    EXPECT_EQ(look_back_off(std::numeric_limits<int>::max()), 60s);
}

// The plan and the verdict must fit: what the plan asks for has to be the evidence for `missing`.
TEST(LookPlan, LeadsToMissingExactlyAtTheDeadline) {
    auto const mail = mails::pending();
    look_history history;
    std::optional<instant> last;
    std::optional<model::mail_result> result;
    while (!result && history.looks < 1000) {
        auto const begin = look_due(mail, last, last.value_or(mails::accepted_at)).value();
        if (sweep_due(mail, history.last_complete_look, begin)) {
            history.last_complete_look = begin;
        }
        history.last_unseen = last = begin;
        ++history.looks;
        result = judge_unseen(mail, history, begin + 40ms);
    }
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, model::outcome::missing);
    EXPECT_EQ(result->last_complete_look, at(mails::deadline));
    EXPECT_EQ(result->at, at(mails::deadline + 40ms));
    EXPECT_EQ(result->looks, 35);
}

TEST(LookPlan, LaterLooksBeginTogether) {
    auto const accepted = instant(1'000'030ms);

    struct {
        milliseconds due;
        milliseconds begins;
    } const cases[] = {
        {50ms, 50ms}, {999ms, 999ms}, {1000ms, 1070ms}, {1070ms, 1070ms}, {1071ms, 1170ms}
    };

    for (auto const& [due, begins] : cases) {
        EXPECT_EQ(gathered(accepted + due, accepted) - accepted, begins) << due.count();
    }
}

}  // namespace
}  // namespace mailsonde::checker
