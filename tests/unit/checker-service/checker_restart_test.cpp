// What a checker that starts in the middle of a mail's life makes of it.
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
using looks::swept_nothing;
using model::alert_phase;
using model::mail_stage;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerRestart : public checker_case {
protected:
    /// Leaves a mail in stage late_watch.
    model::mail_sent missed() {
        auto const one = start();
        auto const mail = out_and_looked_for(*one);
        pass(10min - 15s);
        one->answer(looks::broke(now()));
        pass(1s);
        one->turn();
        one->answer(swept_nothing(now()));
        EXPECT_EQ(stage_of(mail), mail_stage::late_watch);
        return mail;
    }
};

TEST_F(CheckerRestart, APendingMailIsLookedForAgain) {
    auto one = start();
    auto const mail = out_and_looked_for(*one);
    one.reset();
    auto const two = start();
    ASSERT_THAT(two->port.looks, SizeIs(1));
    EXPECT_EQ(two->last_look().request.since, mail.accepted_at - 24h);
    two->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(results(), SizeIs(1));
}

TEST_F(CheckerRestart, AMailThatWasNotDueYetIsLookedForWhenItIs) {
    auto one = start();
    tell(sent_mail());
    one->turn();
    one.reset();
    pass(14s);
    auto const two = start();
    EXPECT_THAT(two->port.looks, IsEmpty());
    pass(1s);
    two->turn();
    EXPECT_THAT(two->port.looks, SizeIs(1));
}

TEST_F(CheckerRestart, AJudgedMailIsDeletedWithoutALookOrAnotherResult) {
    auto one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now(), 9)}, now()));
    one.reset();
    auto const two = start();
    EXPECT_THAT(two->port.looks, IsEmpty());
    ASSERT_THAT(two->port.removals, SizeIs(1));
    ASSERT_THAT(two->last_removal().removals, SizeIs(1));
    EXPECT_EQ(two->last_removal().removals[0].place.uid, 9U);
    EXPECT_TRUE(two->last_removal().removals[0].verify(header_of(mail)));
    two->answer(looks::all(two->last_removal().removals, wire::imap::deletion::already_gone));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
    EXPECT_THAT(results(), SizeIs(1));
}

TEST_F(CheckerRestart, ASettledMailIsStillForgottenInTime) {
    auto one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    one->answer(expunged(one->last_removal().removals));
    one.reset();
    auto const two = start();
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
    pass(30min);
    two->turn();
    EXPECT_EQ(stage_of(mail), std::nullopt);
    EXPECT_THAT(two->port.looks, IsEmpty());
    EXPECT_THAT(two->port.removals, IsEmpty());
}

TEST_F(CheckerRestart, AMissedMailIsStillWatchedFor) {
    auto const mail = missed();
    EXPECT_THAT(phases("inbound/anna/missing"), ElementsAre(alert_phase::opened));
    auto const two = start();
    ASSERT_THAT(two->port.looks, SizeIs(1));
    two->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(results(), SizeIs(1));
    ASSERT_THAT(events<model::mail_late>(), SizeIs(1));
    EXPECT_EQ(events<model::mail_late>()[0].mail, mail.mail);
    EXPECT_THAT(
        phases("inbound/anna/missing"), ElementsAre(alert_phase::opened, alert_phase::closed)
    ) << "the alert was remembered, too";
    two->answer(expunged(two->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
}

TEST_F(CheckerRestart, TheWatchForAMissedMailEnds) {
    auto const mail = missed();
    auto const two = start();
    pass(24h - 1ms);
    two->turn();
    EXPECT_EQ(stage_of(mail), mail_stage::late_watch);
    pass(1ms);
    two->turn();
    EXPECT_EQ(stage_of(mail), std::nullopt);
}

TEST_F(CheckerRestart, AfterAnOutageOfOurOwnOnlyANewLookDecides) {
    auto one = start();
    auto const gone = out_and_looked_for(*one);
    auto const there = sent_mail();
    tell(there);
    one->turn();
    one.reset();
    pass(3h);  // beyond all limits
    auto const two = start();
    EXPECT_THAT(results(), IsEmpty()) << "that we were not there proves nothing";
    ASSERT_THAT(two->port.looks, SizeIs(1));
    EXPECT_TRUE(two->last_look().request.sweep);
    auto seen = found(header_of(there), now());
    seen.server_date = there.accepted_at + 5s;
    auto report = saw({seen}, now());
    report.swept = true;
    two->answer(report);
    ASSERT_THAT(results(), SizeIs(2));
    for (auto const& result : results()) {
        auto const is_there = result.mail == there.mail;
        EXPECT_EQ(result.outcome, is_there ? model::outcome::delivered : model::outcome::missing);
        if (is_there) {
            EXPECT_EQ(sighting_of(result).delay, 5500ms)
                << "by the server's clock, not by our absence";
        }
    }
    EXPECT_THAT(phases("inbound/anna/delay"), IsEmpty());
    EXPECT_EQ(stage_of(gone), mail_stage::late_watch);
}

TEST_F(CheckerRestart, UnreadableStateIsPassedOver) {
    auto one = start();
    auto const mail = out_and_looked_for(*one);
    one.reset();
    eventlog::token proof;
    auto const writer = memory->join(
        {"vandals", topics.mail},
        {[&](eventlog::assignment const& given) { proof = given.token; }, {}}
    );
    ASSERT_TRUE((*writer)->poll(0));
    for (auto const& key : {"m/x", "w/anna", "l/anna", "a/inbound/anna/missing", "unknown/x", ""}) {
        auto const bad = eventlog::state_record(topics.checker_state, "anna", key, "{");
        ASSERT_EQ((*writer)->commit({{bad}, {}}, proof).outcome, eventlog::commit_outcome::ok);
    }
    auto const two = start();
    ASSERT_THAT(two->port.looks, SizeIs(1));
    two->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(results(), SizeIs(1));
}

}  // namespace
}  // namespace mailsonde::checker
