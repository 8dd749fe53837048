// Missing is proven, or it is not said.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::expunged;
using looks::found;
using looks::header_of;
using looks::saw;
using looks::saw_nothing;
using looks::swept_nothing;
using model::alert_phase;
using model::mail_stage;
using model::outcome;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerMissing : public checker_case {
protected:
    /// A mail at whose deadline the decisive look is under way.
    model::mail_sent overdue(replica& by) {
        auto const mail = out_and_looked_for(by);
        by.answer(saw_nothing(now()));
        pass(mail.judging.deadline_at - now() - 100ms);
        by.turn();
        by.answer(swept_nothing(now()));
        EXPECT_THAT(results(), IsEmpty()) << "begun before the deadline";
        auto const before = by.port.looks.size();
        pass(99ms);
        by.turn();
        EXPECT_EQ(by.port.looks.size(), before);
        pass(1ms);
        by.turn();
        EXPECT_EQ(by.port.looks.size(), before + 1) << "right at the deadline";
        EXPECT_TRUE(by.last_look().request.sweep);
        return mail;
    }
};

TEST_F(CheckerMissing, ACompleteLookThroughAllFoldersAtTheDeadlineProvesIt) {
    auto const one = start();
    auto const mail = overdue(*one);
    auto const began = now();
    pass(2s);
    auto report = swept_nothing(began);
    report.ended = now();
    one->answer(report);
    ASSERT_THAT(results(), SizeIs(1));
    auto const result = results()[0];
    EXPECT_EQ(result.mail, mail.mail);
    EXPECT_EQ(result.outcome, outcome::missing);
    EXPECT_FALSE(result.as_expected);
    EXPECT_EQ(result.last_complete_look, began);
    EXPECT_EQ(result.looks, 3);
    EXPECT_FALSE(result.found);
    EXPECT_EQ(stage_of(mail), mail_stage::late_watch);
    EXPECT_THAT(phases("inbound/anna/missing"), ElementsAre(alert_phase::opened));
    EXPECT_THAT(one->port.removals, IsEmpty());
}

TEST_F(CheckerMissing, NothingLessDoes) {
    auto const one = start();
    auto const mail = overdue(*one);
    auto incomplete = swept_nothing(now());
    incomplete.complete = false;
    auto unreadable = incomplete;
    unreadable.unreadable = {"Lists: no"};
    auto half_swept = unreadable;
    half_swept.swept = false;
    for (auto report :
         {incomplete, saw_nothing(now()), looks::broke(now()), unreadable, half_swept}) {
        report.began = report.ended = now();
        one->answer(report);
        EXPECT_THAT(results(), IsEmpty());
        EXPECT_EQ(stage_of(mail), mail_stage::pending);
        auto const looks_before = one->port.looks.size();
        pass(31s);
        one->turn();
        ASSERT_EQ(one->port.looks.size(), looks_before + 1);
        EXPECT_TRUE(one->last_look().request.sweep) << "until one decides";
    }
    one->answer(swept_nothing(mail.judging.deadline_at - 1ms));
    EXPECT_THAT(results(), IsEmpty());
    one->answer(swept_nothing(mail.judging.deadline_at));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, outcome::missing);
}

TEST_F(CheckerMissing, ADecisiveLookThatSeesTheMailDelivers) {
    auto const one = start();
    auto const mail = overdue(*one);
    auto report = saw({found(header_of(mail), now())}, now());
    report.swept = true;
    one->answer(report);
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, outcome::delivered);
    EXPECT_EQ(sighting_of(results()[0]).delay_at_least, 10min - 100ms);
}

TEST_F(CheckerMissing, AMailThatComesAfterAllIsLateAndDeleted) {
    auto const one = start();
    auto const mail = overdue(*one);
    one->answer(swept_nothing(now()));
    auto const looks_before = one->port.looks.size();
    pass(5min - 1ms);
    one->turn();
    EXPECT_EQ(one->port.looks.size(), looks_before);
    pass(1ms);
    one->turn();
    ASSERT_EQ(one->port.looks.size(), looks_before + 1);
    one->answer(saw({found(header_of(mail), now())}, now()));
    ASSERT_THAT(events<model::mail_late>(), SizeIs(1));
    EXPECT_EQ(events<model::mail_late>()[0].found.delay_at_most, 15min);
    EXPECT_THAT(results(), SizeIs(1));
    EXPECT_THAT(
        phases("inbound/anna/missing"), ElementsAre(alert_phase::opened, alert_phase::closed)
    );
    EXPECT_EQ(phases("inbound/anna/delay").back(), alert_phase::opened)
        << "it was missing, now it is only slow";
    ASSERT_THAT(one->port.removals, SizeIs(1));
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
}

TEST_F(CheckerMissing, AReplyToAMissedMailIsNotTheMail) {
    auto const one = start();
    auto const mail = overdue(*one);
    one->answer(swept_nothing(now()));
    pass(5min);
    one->turn();
    auto const reply = "In-Reply-To: <x@y>\r\n" + header_of(mail);
    one->answer(saw({found(reply, now())}, now()));
    EXPECT_THAT(events<model::mail_late>(), IsEmpty());
    EXPECT_THAT(one->port.removals, IsEmpty());
    EXPECT_EQ(stage_of(mail), mail_stage::late_watch);
}

TEST_F(CheckerMissing, WhatWasPerhapsNeverSentIsNeverMissing) {
    auto const one = start();
    auto const mail = sent_mail();
    tell(unknown(mail));
    one->turn();
    pass(10min);
    one->turn();
    one->answer(swept_nothing(now()));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, outcome::undetermined);
    EXPECT_THAT(events<model::alert>(), IsEmpty());
    EXPECT_EQ(stage_of(mail), mail_stage::late_watch);
}

TEST_F(CheckerMissing, WhatWasPerhapsNeverSentMayBeFound) {
    auto const one = start();
    auto const mail = sent_mail();
    tell(unknown(mail));
    one->turn();
    pass(15s);
    one->turn();
    one->answer(saw({found(header_of(mail), now())}, now()));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, outcome::delivered);
}

TEST_F(CheckerMissing, AMailThatMustNotArriveIsAsExpectedWhenMissing) {
    auto const one = start();
    auto mail = sent_mail();
    mail.judging.expect = model::expected_place::nothing;
    tell(mail);
    one->turn();
    pass(10min);
    one->turn();
    one->answer(swept_nothing(now()));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, outcome::missing);
    EXPECT_TRUE(results()[0].as_expected);
    EXPECT_THAT(events<model::alert>(), IsEmpty());
}

}  // namespace
}  // namespace mailsonde::checker
