#include "checker-service/rules.hpp"

#include "checker-service/verdict.hpp"
#include "tests/unit/checker-service/mails.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
using model::rule;
using model::severity;
using testing::HasSubstr;

constexpr auto all_well = std::optional<severity>();

/// What the findings say about `rule`; fails unless exactly one does.
finding about(rule rule, std::vector<finding> const& findings) {
    auto const is_it = [rule](finding const& one) { return one.rule == rule; };
    EXPECT_EQ(std::count_if(findings.begin(), findings.end(), is_it), 1) << model::to_text(rule);
    auto const it = std::find_if(findings.begin(), findings.end(), is_it);
    return it != findings.end() ? *it : finding{};
}

std::vector<finding> findings_when_seen(
    model::mail_state const& mail,
    seen_mail const& seen,
    std::optional<milliseconds> last_unseen = std::nullopt
) {
    look_history const history{1, at_or_never(last_unseen), {}, ""};
    return findings_of(judge_seen(mail, {seen}, history, seen.seen_at).value(), mail.judging);
}

TEST(Rules, CompareLimitsWithTheDelayThatIsProven) {
    struct {
        char const* what;
        std::optional<milliseconds> last_unseen;
        milliseconds seen;
        std::optional<milliseconds> server_date;
        std::optional<severity> severity;
    } const table[] = {
        {"in time", 30s, 30'100ms, {}, all_well},
        {"a ms below warn", 59'999ms, 61s, {}, all_well},
        {"warn", 60s, 61s, {}, severity::warning},
        {"a ms below crit", 299'999ms, 301s, {}, severity::warning},
        {"crit", 300s, 301s, {}, severity::critical},
        {"hours", 7200s, 7201s, {}, severity::critical},
        {"nobody looked for hours", {}, 7200s, {}, all_well},
        {"nobody looked, the server knows", {}, 7200s, 3'750ms, all_well},
        {"nobody looked, the server knows worse", {}, 7200s, 60'750ms, severity::warning},
        {"the server's second holds the limit", {}, 7200s, 59'750ms, all_well},
        {"the server's clock is fast", 30s, 31s, 400'750ms, all_well},
        {"the server's clock is slow", 300s, 301s, 3'750ms, severity::critical},
    };

    for (auto const& row : table) {
        auto const seen = mails::seen(row.seen, row.server_date);
        auto const findings = findings_when_seen(mails::pending(), seen, row.last_unseen);
        auto const delay = about(rule::delay, findings);
        EXPECT_EQ(delay.severity, row.severity) << row.what;
        EXPECT_FALSE(delay.may_only_raise) << row.what;
    }
}

TEST(Rules, NameTheLimitThatWasPassed) {
    auto const warned = findings_when_seen(mails::pending(), mails::seen(61s), 60s);
    EXPECT_EQ(about(rule::delay, warned).summary, "arrived after 1m1s, limit 1m");
    auto const critical = findings_when_seen(mails::pending(), mails::seen(301s), 300s);
    EXPECT_EQ(about(rule::delay, critical).summary, "arrived after 5m1s, limit 5m");
}

TEST(Rules, PlaceAgainstExpectation) {
    auto const inbox = mails::seen_in(folder_kind::inbox, "INBOX", "INBOX");
    auto const junk = mails::seen_in(folder_kind::junk, "Spam", "Spam");
    auto const other = mails::seen_in(folder_kind::other, "Lists", "Lists");

    struct {
        expected_place expect;
        seen_mail seen;
        std::optional<severity> severity;
        char const* says;
    } const table[] = {
        {expected_place::inbox, inbox, all_well, "arrived in INBOX"},
        {expected_place::inbox, junk, severity::warning, "junk, in Spam"},
        {expected_place::inbox, other, severity::warning, "in Lists, not where"},
        {expected_place::junk, inbox, severity::warning, "in INBOX, not where"},
        {expected_place::junk, junk, all_well, "arrived in Spam"},
        {expected_place::junk, other, severity::warning, "in Lists, not where"},
        {expected_place::folder, inbox, severity::warning, "in INBOX, not where"},
        {expected_place::folder, junk, severity::warning, "junk, in Spam"},
        {expected_place::folder, other, all_well, "arrived in Lists"},
        {expected_place::nothing, inbox, severity::warning, "in INBOX, not where"},
        {expected_place::nothing, junk, severity::warning, "in Spam, not where"},
        {expected_place::nothing, other, severity::warning, "in Lists, not where"},
    };

    for (auto const& row : table) {
        auto const mail = mails::expected_in(row.expect, "Lists");
        auto const findings = findings_when_seen(mail, row.seen);
        auto const what = std::string(model::to_text(row.expect)) + ": " + row.seen.folder_name;
        EXPECT_EQ(about(rule::misplaced, findings).severity, row.severity) << what;
        EXPECT_THAT(about(rule::misplaced, findings).summary, HasSubstr(row.says)) << what;
        EXPECT_EQ(about(rule::missing, findings).severity, all_well) << what;
    }
}

TEST(Rules, DoNotMindTheDelayOfWhatShouldNotArrive) {
    auto const mail = mails::expected_in(expected_place::nothing);
    auto const findings = findings_when_seen(mail, mails::seen(400s), 390s);
    EXPECT_EQ(about(rule::misplaced, findings).severity, severity::warning);
    EXPECT_EQ(about(rule::delay, findings).severity, all_well);
}

TEST(Rules, MissingIsCriticalAndSupersedesTheOthers) {
    look_history const history{35, at(600s), at(600s), ""};
    auto const mail = mails::pending();
    auto const result = judge_unseen(mail, history, at(601s)).value();
    auto const findings = findings_of(result, mail.judging);
    EXPECT_EQ(about(rule::missing, findings).severity, severity::critical);
    EXPECT_EQ(about(rule::missing, findings).summary, result.evidence);
    EXPECT_EQ(about(rule::delay, findings).severity, all_well);
    EXPECT_EQ(about(rule::misplaced, findings).severity, all_well);
}

TEST(Rules, MissingIsFineIfNothingWasExpected) {
    look_history const history{35, at(600s), at(600s), ""};
    auto const mail = mails::expected_in(expected_place::nothing);
    auto const findings = findings_of(judge_unseen(mail, history, at(601s)).value(), mail.judging);
    for (auto const& one : findings) {
        EXPECT_EQ(one.severity, all_well) << model::to_text(one.rule);
    }
    EXPECT_EQ(findings.size(), 3U);
}

TEST(Rules, UndeterminedSaysNothingAboutDelivery) {
    for (auto const& mail : {mails::pending(), mails::of_unknown_sending()}) {
        auto const result = judge_unseen(mail, {1, {}, {}, "refused"}, at(1500s)).value();
        ASSERT_EQ(result.outcome, outcome::undetermined);
        EXPECT_TRUE(findings_of(result, mail.judging).empty()) << "neither opens nor closes";
    }
}

TEST(Rules, NeverSpeakOfAccessOrSubmissionFromAResult) {
    auto const findings = findings_when_seen(mails::pending(), mails::seen(31s));
    for (auto const& one : findings) {
        EXPECT_NE(one.rule, rule::access);
        EXPECT_NE(one.rule, rule::refused);
    }
}

TEST(Rules, LateMailClosesMissingAndKeepsItsDelay) {
    auto const mail = mails::in_stage(model::mail_stage::late_watch);

    struct {
        char const* what;
        std::optional<milliseconds> last_unseen;
        std::optional<milliseconds> server_date;
        std::optional<severity> delay;
    } const table[] = {
        {"came late", 900s, {}, severity::critical},
        {"was not looked for, came late", {}, 899'750ms, severity::critical},
        {"was not looked for, was there all the time", {}, 2'750ms, all_well},
        {"nobody knows when", {}, {}, all_well},
    };

    for (auto const& row : table) {
        look_history const history{50, at_or_never(row.last_unseen), {}, ""};
        auto const late = judge_late(mail, mails::seen(1200s, row.server_date), history, at(1200s));
        auto const findings = findings_of(late, mail.judging);
        EXPECT_EQ(about(rule::missing, findings).severity, all_well) << row.what;
        EXPECT_TRUE(about(rule::missing, findings).only_this_mail) << row.what;
        EXPECT_EQ(about(rule::delay, findings).severity, row.delay) << row.what;
    }
}

TEST(Overdue, RaisesWithoutWaitingForTheMail) {
    struct {
        milliseconds looked_at;
        std::optional<severity> severity;
    } const table[] = {
        {-1s, all_well},
        {30s, all_well},
        {59'999ms, all_well},
        {60s, severity::warning},
        {299'999ms, severity::warning},
        {300s, severity::critical},
        {24h, severity::critical},
    };

    for (auto const& row : table) {
        auto const found = overdue(mails::pending(), at(row.looked_at));
        ASSERT_EQ(found.has_value(), row.severity.has_value()) << row.looked_at.count();
        if (found) {
            EXPECT_EQ(found->rule, rule::delay);
            EXPECT_EQ(found->severity, row.severity) << row.looked_at.count();
            EXPECT_TRUE(found->may_only_raise);
            EXPECT_EQ(found->summary, "not arrived after " + to_text(row.looked_at));
        }
    }
}

TEST(Overdue, IsSilentAboutWhatNeedNotArrive) {
    EXPECT_EQ(overdue(mails::of_unknown_sending(), at(24h)), std::nullopt);
    EXPECT_EQ(overdue(mails::expected_in(expected_place::nothing), at(24h)), std::nullopt);
    EXPECT_TRUE(overdue(mails::expected_in(expected_place::junk), at(24h)));
    EXPECT_TRUE(overdue(mails::expected_in(expected_place::folder, "Lists"), at(24h)));
}

// What was alerted on while the mail was out must not be taken back when that mail arrives.
TEST(Overdue, IsNeverContradictedByTheArrival) {
    auto const mail = mails::pending();
    for (auto const looked_at : {60'000ms, 299'999ms, 300'000ms, 400'000ms}) {
        auto const before = overdue(mail, at(looked_at)).value();
        for (milliseconds date = -5'250ms; date < 500s; date += 1s) {
            auto const seen = mails::seen(looked_at + 30s, date);
            auto const findings = findings_when_seen(mail, seen, looked_at);
            ASSERT_GE(about(rule::delay, findings).severity, before.severity)
                << looked_at.count() << " " << date.count();
        }
    }
}

TEST(Refused, IsCriticalUntilOneIsAccepted) {
    model::mail_send_failed failed;
    failed.route = "office";
    failed.why = model::send_failure::authentication;
    failed.detail = "535 5.7.8 no";
    EXPECT_EQ(refused(failed).rule, rule::refused);
    EXPECT_EQ(refused(failed).severity, severity::critical);
    EXPECT_EQ(
        refused(failed).summary, "not accepted by route office (authentication): 535 5.7.8 no"
    );
    EXPECT_EQ(accepted().rule, rule::refused);
    EXPECT_EQ(accepted().severity, all_well);
    EXPECT_FALSE(accepted().may_only_raise);
}

TEST(Refused, IsAWarningWhileTheRelayOnlyLimitsUs) {
    struct {
        model::send_failure why;
        int code;
        char const* enhanced;
        bool limited;
    } const cases[] = {
        {model::send_failure::temporary, 421, "4.3.2", true},
        {model::send_failure::temporary, 421, "", true},
        {model::send_failure::temporary, 450, "4.7.1", true},
        {model::send_failure::temporary, 454, "4.7.0", true},
        {model::send_failure::temporary, 450, "4.2.0", false},
        {model::send_failure::temporary, 451, "", false},
        {model::send_failure::permanent, 550, "5.7.1", false},
        {model::send_failure::authentication, 535, "5.7.8", false},
        {model::send_failure::connection, 0, "", false},
    };

    for (auto const& c : cases) {
        model::mail_send_failed failed;
        failed.route = "office";
        failed.why = c.why;
        failed.smtp.code = c.code;
        failed.smtp.enhanced = c.enhanced;
        auto const what = refused(failed);
        EXPECT_EQ(what.severity, c.limited ? severity::warning : severity::critical) << c.code;
        EXPECT_EQ(what.summary.starts_with("limited by the server, "), c.limited) << what.summary;
    }
}

}  // namespace
}  // namespace mailsonde::checker
