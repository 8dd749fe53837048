// Mails that outlive their sender, or their send window.
#include "sender-service/schedule.hpp"
#include "tests/unit/sender-service/sender_case.hpp"

#include <gmock/gmock.h>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using model::send_failure;
using testing::IsEmpty;
using testing::SizeIs;

class SenderWindow : public sender_case {
protected:
    SenderWindow() {
        // One slot is enough.
        config.probes["inbound"].every = 1h;
        clock.wall = newest_slot("inbound", 1h, clock.wall);
    }

    /// A sender dies with its mail at the relay, without having heard of it.
    model::open_send orphan() {
        auto const one = start();
        EXPECT_THAT(one->relay.submitted, SizeIs(1));
        return one->last();
    }
};

TEST_F(SenderWindow, ARestartSendsTheSameMailAgain) {
    auto const before = orphan();
    pass(1s);
    auto const next = start();
    ASSERT_THAT(next->relay.submitted, SizeIs(1));
    EXPECT_EQ(next->last().token, before.token);
    EXPECT_EQ(next->last().mail, before.mail);
    EXPECT_EQ(next->last().from, before.from);
    next->answer(accepted());
    EXPECT_THAT(events<model::mail_scheduled>(), SizeIs(1));
    EXPECT_THAT(events<model::mail_sent>(), SizeIs(1));
}

TEST_F(SenderWindow, ARefusalAfterARestartProvesNothing) {
    orphan();
    auto const next = start();
    next->answer(failed(send_failure::permanent));
    EXPECT_THAT(events<model::mail_send_failed>(), IsEmpty());
    EXPECT_THAT(events<model::mail_send_unknown>(), SizeIs(1));
}

TEST_F(SenderWindow, ARestartAfterTheWindowGivesUp) {
    auto const before = orphan();
    pass(15min);
    auto const next = start();
    EXPECT_THAT(next->relay.submitted, IsEmpty());
    auto const unknown = events<model::mail_send_unknown>();
    ASSERT_THAT(unknown, SizeIs(1));
    EXPECT_EQ(unknown[0].token, before.token);
    EXPECT_EQ(unknown[0].at, now());
    EXPECT_THAT(stored_state().mails(), IsEmpty());
}

TEST_F(SenderWindow, AMailThatWasNotDueBeforeARestartCanStillBeRefused) {
    {
        auto const one = start();
        one->answer(failed(send_failure::temporary));
    }
    pass(10s);
    auto const next = start();
    EXPECT_THAT(next->relay.submitted, IsEmpty());
    pass(50s);
    next->turn();
    ASSERT_THAT(next->relay.submitted, SizeIs(1));
    next->answer(failed(send_failure::permanent));
    EXPECT_THAT(events<model::mail_send_failed>(), SizeIs(1));
    EXPECT_THAT(events<model::mail_send_unknown>(), IsEmpty());
}

TEST_F(SenderWindow, AMailThatWasNeverTriedFailsWhenItsWindowEnds) {
    add_mailbox("bert");
    add_probe("inbound", "relay", {"anna", "bert"}).every = 1h;
    auto const one = start();
    ASSERT_THAT(one->relay.submitted, SizeIs(1));
    std::string const waiting = one->last().mail.mailbox == "anna" ? "bert" : "anna";
    pass(15min - 1ms);
    one->turn();
    EXPECT_THAT(events<model::mail_send_failed>(waiting), IsEmpty());
    pass(1s);
    one->turn();
    auto const lost = events<model::mail_send_failed>(waiting);
    ASSERT_THAT(lost, SizeIs(1));
    EXPECT_EQ(lost[0].why, send_failure::temporary);
    EXPECT_THAT(lost[0].detail, testing::HasSubstr("route relay"));
    EXPECT_THAT(stored_state().mails(), SizeIs(1)) << "the relay still has the other in hand";

    one->answer(accepted());
    EXPECT_THAT(events<model::mail_sent>(one->last().mail.mailbox), SizeIs(1));
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
}

TEST_F(SenderWindow, ADeferredMailFailsWhenItsWindowEnds) {
    config.probes["inbound"].send_window = 2min;
    auto const one = start();
    one->answer(failed(send_failure::temporary));
    pass(1min);
    one->turn();
    ASSERT_THAT(one->relay.submitted, SizeIs(2));
    pass(1s);
    one->answer(failed(send_failure::temporary));
    EXPECT_THAT(events<model::mail_send_failed>(), SizeIs(1));
}

}  // namespace
}  // namespace mailsonde::sender
