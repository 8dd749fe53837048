#include "checker-service/alert_life.hpp"

#include "tests/unit/checker-service/mails.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using mails::at;
using model::alert_phase;
using model::rule;
using model::severity;
using testing::ElementsAre;

constexpr auto all_well = std::optional<severity>();

alert_subject about(std::string const& mail_id) {
    return {"inbound", "anna", mail_id, {{"customer", "acme"}}};
}

alert_subject about_mailbox() {
    return {"", "anna", "", {}};
}

finding says(std::optional<severity> how_bad, std::string const& summary = "so it is") {
    return {rule::delay, how_bad, summary};
}

finding still_out(std::optional<severity> how_bad) {
    return {rule::delay, how_bad, "not arrived", true};
}

model::alert opened(severity how_bad, std::string const& mail_id = "mail-1") {
    return next_step(std::nullopt, says(how_bad), about(mail_id), at(0s)).open.value();
}

TEST(AlertKey, NamesProbeMailboxAndRule) {
    EXPECT_EQ(alert_key(about("mail-1"), rule::missing), "inbound/anna/missing");
    EXPECT_EQ(alert_key(about("mail-2"), rule::missing), "inbound/anna/missing");
    EXPECT_EQ(alert_key(about("mail-1"), rule::delay), "inbound/anna/delay");
    EXPECT_EQ(alert_key(about_mailbox(), rule::access), "anna/access");
}

TEST(AlertLife, Opens) {
    auto const step =
        next_step(std::nullopt, says(severity::warning, "slow"), about("mail-1"), at(5s));
    ASSERT_TRUE(step.event);
    EXPECT_EQ(step.event, step.open);
    EXPECT_EQ(step.event->key, "inbound/anna/delay");
    EXPECT_EQ(step.event->phase, alert_phase::opened);
    EXPECT_EQ(step.event->rule, rule::delay);
    EXPECT_EQ(step.event->severity, severity::warning);
    EXPECT_EQ(step.event->since, at(5s));
    EXPECT_EQ(step.event->at, at(5s));
    EXPECT_EQ(step.event->count, 1);
    EXPECT_EQ(step.event->probe, "inbound");
    EXPECT_EQ(step.event->mailbox, "anna");
    EXPECT_EQ(step.event->summary, "slow");
    EXPECT_THAT(step.event->evidence, ElementsAre("mail-1"));
    EXPECT_EQ(step.event->labels, about("").labels);
}

TEST(AlertLife, Updates) {
    auto const before = opened(severity::warning);
    auto subject = about("mail-2");
    subject.labels = {{"customer", "other"}};
    auto const step = next_step(before, says(severity::critical, "slower"), subject, at(60s));
    ASSERT_TRUE(step.event);
    EXPECT_EQ(step.event, step.open);
    EXPECT_EQ(step.event->phase, alert_phase::updated);
    EXPECT_EQ(step.event->alert_id, before.alert_id);
    EXPECT_EQ(step.event->key, before.key);
    EXPECT_EQ(step.event->severity, severity::critical);
    EXPECT_EQ(step.event->since, before.since);
    EXPECT_EQ(step.event->at, at(60s));
    EXPECT_EQ(step.event->count, 2);
    EXPECT_EQ(step.event->summary, "slower");
    EXPECT_THAT(step.event->evidence, ElementsAre("mail-1", "mail-2"));
    EXPECT_EQ(step.event->labels, subject.labels) << "those of the configuration now";
}

TEST(AlertLife, Closes) {
    auto const before = opened(severity::critical);
    auto const step = next_step(before, says(all_well, "in time"), about("mail-2"), at(60s));
    EXPECT_FALSE(step.open);
    ASSERT_TRUE(step.event);
    EXPECT_EQ(step.event->phase, alert_phase::closed);
    EXPECT_EQ(step.event->alert_id, before.alert_id);
    EXPECT_EQ(step.event->severity, severity::critical) << "what it was";
    EXPECT_EQ(step.event->since, before.since);
    EXPECT_EQ(step.event->at, at(60s));
    EXPECT_EQ(step.event->summary, "in time");
    EXPECT_EQ(step.event->evidence.back(), "mail-2");
}

struct told {
    char const* what;
    finding found;
    char const* mail_id;
    std::optional<alert_phase> published;
    std::optional<severity> stays_open;
};

void play(std::vector<told> const& story) {
    std::optional<model::alert> open;
    auto now = at(0s);
    for (auto const& row : story) {
        SCOPED_TRACE(row.what);
        auto const before = open;
        auto const step = next_step(open, row.found, about(row.mail_id), now += 1s);
        EXPECT_EQ(step.event.has_value(), row.published.has_value());
        EXPECT_EQ(step.open.has_value(), row.stays_open.has_value());
        if (step.event && row.published) {
            EXPECT_EQ(step.event->phase, *row.published);
        }
        if (step.open && row.stays_open) {
            EXPECT_EQ(step.open->severity, *row.stays_open);
        }
        if (!step.event) {
            EXPECT_EQ(step.open, before) << "what is not published is not kept either";
        }
        open = step.open;
    }
}

TEST(AlertLife, TellsOnlyWhatIsNew) {
    constexpr auto warning = severity::warning;
    constexpr auto critical = severity::critical;
    play({
        {"nothing open, all well", says(all_well), "m1", {}, {}},
        {"a finding", says(warning), "m2", alert_phase::opened, warning},
        {"the same again", says(warning), "m2", {}, warning},
        {"in other words", says(warning, "really"), "m2", {}, warning},
        {"another mail", says(warning), "m3", alert_phase::updated, warning},
        {"the first again", says(warning), "m2", {}, warning},
        {"worse", says(critical), "m3", alert_phase::updated, critical},
        {"better", says(warning), "m4", alert_phase::updated, warning},
        {"better for a known mail", says(critical), "m4", alert_phase::updated, critical},
        {"no mail as evidence", says(critical), "", {}, critical},
        {"all well", says(all_well), "m5", alert_phase::closed, {}},
        {"all well again", says(all_well), "m6", {}, {}},
        {"a known mail opens anew", says(warning), "m2", alert_phase::opened, warning},
        {"all well for a known mail", says(all_well), "m2", alert_phase::closed, {}},
    });
}

TEST(AlertLife, MailStillOutOnlyRaises) {
    constexpr auto warning = severity::warning;
    constexpr auto critical = severity::critical;
    play({
        {"no limit passed, nothing open", still_out(all_well), "m1", {}, {}},
        {"warn passed", still_out(warning), "m1", alert_phase::opened, warning},
        {"still", still_out(warning), "m1", {}, warning},
        {"the next mail, too", still_out(warning), "m2", {}, warning},
        {"crit passed", still_out(critical), "m1", alert_phase::updated, critical},
        {"the next is not as late yet", still_out(warning), "m2", {}, critical},
        {"the youngest is in time yet", still_out(all_well), "m3", {}, critical},
        {"the next is as late", still_out(critical), "m2", {}, critical},
        {"one arrives", says(warning), "m2", alert_phase::updated, warning},
        {"the first is still out", still_out(critical), "m1", alert_phase::updated, critical},
        {"the first arrives, as late as told", says(critical), "m1", {}, critical},
        {"one is in time", says(all_well), "m4", alert_phase::closed, {}},
    });
}

TEST(AlertLife, ALateMailClosesNothingWhileOthersAreStillMissing) {
    finding const lost{rule::missing, severity::critical, "not in any folder"};
    finding const came{
        .rule = rule::missing, .severity = all_well, .summary = "came", .only_this_mail = true
    };
    auto open = next_step(std::nullopt, lost, about("mail-1"), at(0s)).open;
    open = next_step(open, lost, about("mail-2"), at(1s)).open;
    auto const first = next_step(open, came, about("mail-1"), at(2s));
    ASSERT_TRUE(first.open);
    EXPECT_EQ(first.event->phase, alert_phase::updated);
    EXPECT_EQ(first.open->severity, severity::critical);
    EXPECT_THAT(first.open->evidence, ElementsAre("mail-2"));
    auto const stranger = next_step(first.open, came, about("mail-0"), at(3s));
    EXPECT_TRUE(stranger.open) << "too old to be evidence any more";
    auto const second = next_step(stranger.open, came, about("mail-2"), at(4s));
    EXPECT_FALSE(second.open);
    EXPECT_EQ(second.event->phase, alert_phase::closed);
    EXPECT_FALSE(next_step(std::nullopt, came, about("mail-1"), at(5s)).event);
}

TEST(AlertLife, KeepsTheNewestTenAsEvidence) {
    std::optional<model::alert> open;
    for (int i = 1; i <= 10; ++i) {
        open =
            next_step(open, says(severity::warning), about("m" + std::to_string(i)), at(1s)).open;
    }
    ASSERT_TRUE(open);
    EXPECT_EQ(open->evidence.size(), 10U);
    EXPECT_EQ(open->evidence.front(), "m1");
    auto const step = next_step(open, says(severity::warning), about("m11"), at(2s));
    ASSERT_TRUE(step.open);
    EXPECT_THAT(
        step.open->evidence,
        ElementsAre("m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11")
    );
    EXPECT_EQ(step.open->count, 11) << "counts all, keeps ten";
    auto const closed = next_step(step.open, says(all_well), about("m12"), at(3s)).event.value();
    EXPECT_EQ(closed.evidence.size(), 10U);
}

TEST(AlertLife, HasNoEvidenceWithoutAMail) {
    finding const unreadable{rule::access, severity::critical, "login refused"};
    auto const step = next_step(std::nullopt, unreadable, about_mailbox(), at(0s));
    ASSERT_TRUE(step.open);
    EXPECT_EQ(step.open->key, "anna/access");
    EXPECT_EQ(step.open->probe, "");
    EXPECT_TRUE(step.open->evidence.empty());
    EXPECT_FALSE(next_step(step.open, unreadable, about_mailbox(), at(60s)).event);
    finding const readable{rule::access, all_well, "readable"};
    auto const end = next_step(step.open, readable, about_mailbox(), at(90s));
    EXPECT_EQ(end.event.value().phase, alert_phase::closed);
    EXPECT_TRUE(end.event->evidence.empty());
}

TEST(AlertLife, EachOpeningHasItsOwnId) {
    std::set<std::string> ids;
    auto const open = [&](rule rule, alert_subject const& subject, instant now) {
        auto const step = next_step(std::nullopt, {rule, severity::critical, "x"}, subject, now);
        EXPECT_EQ(step.event.value().alert_id.size(), 36U);
        ids.insert(step.event->alert_id);
    };
    open(rule::delay, about("m1"), at(0s));
    open(rule::missing, about("m1"), at(0s));
    open(rule::delay, about("m2"), at(0s));
    open(rule::delay, about("m1"), at(1ms));
    open(rule::delay, {"outbound", "anna", "m1", {}}, at(0s));
    open(rule::delay, {"inbound", "bert", "m1", {}}, at(0s));
    open(rule::access, about_mailbox(), at(0s));
    EXPECT_EQ(ids.size(), 7U);
    open(rule::delay, about("m1"), at(0s));
    EXPECT_EQ(ids.size(), 7U) << "decided again after a crash, it is the same alert";
}

TEST(AlertLife, IdDoesNotDependOnWords) {
    auto const one = next_step(std::nullopt, says(severity::warning, "a"), about("m1"), at(0s));
    auto const two = next_step(std::nullopt, says(severity::critical, "b"), about("m1"), at(0s));
    EXPECT_EQ(one.event.value().alert_id, two.event.value().alert_id);
}

}  // namespace
}  // namespace mailsonde::checker
