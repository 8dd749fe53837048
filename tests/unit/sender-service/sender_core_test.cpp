#include "tests/unit/sender-service/sender_case.hpp"

#include <gmock/gmock.h>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using model::send_failure;
using testing::IsEmpty;
using testing::SizeIs;

class SenderCore : public sender_case {};

TEST_F(SenderCore, TheIntentIsInTheLogBeforeTheRelayGetsTheMail) {
    replica one(*this, false);
    std::vector<model::mail_scheduled> told;
    auto remembered = false;
    one.relay.when_submitted = [&](model::open_send const& mail) {
        told = events<model::mail_scheduled>();
        remembered = stored_state().find(mail.mail.mail_id) != nullptr;
    };
    for (auto i = 0; i < 30; ++i) {
        one.turn();
    }
    ASSERT_THAT(one.relay.submitted, SizeIs(1));
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_TRUE(remembered);
    EXPECT_EQ(told[0].mail, one.last().mail);
    EXPECT_EQ(told[0].token, one.last().token);
    EXPECT_EQ(told[0].mail.slot, now());
    EXPECT_EQ(told[0].send_by, now() + 15min);
    EXPECT_EQ(stored_state().last_slot("inbound"), now());
}

TEST_F(SenderCore, NothingIsSubmittedBeforeTheCommitIsThrough) {
    faults.commits = {eventlog::fate::aborted};
    auto const one = start();
    EXPECT_THAT(one->relay.submitted, IsEmpty());
    EXPECT_THAT(all_events(), IsEmpty());
    clock.since_boot += 100ms;
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
    EXPECT_THAT(events<model::mail_scheduled>(), SizeIs(1));
}

TEST_F(SenderCore, ACommitWithUnknownOutcomeIsDecidedAgainToTheSameMail) {
    for (auto const outcome : {eventlog::fate::unknown_lost, eventlog::fate::unknown_saved}) {
        auto const before = events<model::mail_scheduled>().size();
        faults.commits = {outcome};
        auto const one = start();
        EXPECT_THAT(one->relay.submitted, IsEmpty());
        for (auto i = 0; i < 30; ++i) {
            one->turn();
        }
        ASSERT_THAT(one->relay.submitted, SizeIs(1));
        auto const scheduled = events<model::mail_scheduled>();
        ASSERT_THAT(scheduled, SizeIs(before + 1));
        EXPECT_EQ(scheduled.back().token, one->last().token);
        one->answer(accepted());
        pass(every);
    }
}

TEST_F(SenderCore, ARouteHasOneMailInHandAtATime) {
    add_mailbox("bert");
    add_route("other");
    add_probe("inbound", "relay", {"anna", "bert"});
    add_probe("outbound", "other", {"anna"});
    auto const one = start();
    ASSERT_THAT(one->relay.submitted, SizeIs(2)) << "one for each route";
    EXPECT_NE(one->relay.submitted[0].route, one->relay.submitted[1].route);
    EXPECT_EQ(one->core.in_flight(), 2U);
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2));

    auto const first = one->relay.submitted[one->relay.submitted[0].route == "relay" ? 0 : 1];
    one->core.attempted(first.mail.mail_id, "relay", accepted());
    one->turn();
    ASSERT_THAT(one->relay.submitted, SizeIs(3));
    EXPECT_EQ(one->last().route, "relay");
    EXPECT_NE(one->last().mail.mailbox, first.mail.mailbox);
}

TEST_F(SenderCore, AnAcceptedMailIsSentAndForgotten) {
    auto const one = start();
    pass(2s);
    one->answer(accepted());
    auto const sent = events<model::mail_sent>();
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_EQ(sent[0].accepted_at, now());
    EXPECT_EQ(sent[0].token, one->last().token);
    EXPECT_EQ(sent[0].smtp.attempts, 1);
    EXPECT_THAT(stored_state().mails(), IsEmpty());
    EXPECT_EQ(one->core.in_flight(), 0U);
}

TEST_F(SenderCore, ARefusedMailIsFailedAndForgotten) {
    auto const one = start();
    one->answer(failed(send_failure::permanent));
    auto const lost = events<model::mail_send_failed>();
    ASSERT_THAT(lost, SizeIs(1));
    EXPECT_EQ(lost[0].why, send_failure::permanent);
    EXPECT_EQ(lost[0].route, "relay");
    EXPECT_THAT(stored_state().mails(), IsEmpty());
}

TEST_F(SenderCore, ADeferredMailIsTriedAgainInTimeWithTheSameToken) {
    config.probes["inbound"].retry = 30s;
    auto const one = start();
    one->answer(failed(send_failure::temporary));
    auto const deferred = events<model::mail_deferred>();
    ASSERT_THAT(deferred, SizeIs(1));
    EXPECT_EQ(deferred[0].retry_at, now() + 30s) << "as configured";
    auto const state = stored_state();
    auto const* const open = state.find(one->last().mail.mail_id);
    ASSERT_NE(open, nullptr);
    EXPECT_EQ(open->not_before, now() + 30s);
    EXPECT_EQ(open->attempts, 1);

    pass(30s - 1ms);
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
    pass(1ms);
    one->turn();
    ASSERT_THAT(one->relay.submitted, SizeIs(2));
    EXPECT_EQ(one->relay.submitted[1].token, one->relay.submitted[0].token);
    EXPECT_EQ(one->relay.submitted[1].from, one->relay.submitted[0].from);
    one->answer(accepted());
    EXPECT_EQ(events<model::mail_sent>().at(0).smtp.attempts, 2);
}

TEST_F(SenderCore, AMailThatMayHaveBeenAcceptedNeverFails) {
    auto const one = start();
    auto broken = failed(send_failure::connection);
    broken.maybe_accepted = true;
    one->answer(broken);
    EXPECT_THAT(events<model::mail_deferred>(), SizeIs(1));
    pass(2s);
    one->turn();
    ASSERT_THAT(one->relay.submitted, SizeIs(2));
    one->answer(failed(send_failure::permanent));
    EXPECT_THAT(events<model::mail_send_failed>(), IsEmpty());
    ASSERT_THAT(events<model::mail_send_unknown>(), SizeIs(1));
    EXPECT_THAT(stored_state().mails(), IsEmpty());
}

TEST_F(SenderCore, TheOutcomeIsDurableBeforeTheNextMailOfTheRouteGoesOut) {
    add_mailbox("bert");
    add_probe("inbound", "relay", {"anna", "bert"});
    auto const one = start();
    faults.commits = {eventlog::fate::aborted};
    one->answer(accepted());
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
    clock.since_boot += 100ms;
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2));
    EXPECT_EQ(
        events<model::mail_sent>("anna").size() + events<model::mail_sent>("bert").size(), 1U
    );
}

TEST_F(SenderCore, AnAnswerAboutAMailOfSomebodyElseFreesTheRouteAndSaysNothing) {
    auto const one = start();
    one->core.attempted("00000000-0000-5000-8000-000000000000", "relay", accepted());
    one->turn();
    EXPECT_THAT(events<model::mail_sent>(), IsEmpty());
    EXPECT_THAT(one->relay.submitted, SizeIs(2)) << "its own mail is still open";
}

}  // namespace
}  // namespace mailsonde::sender
