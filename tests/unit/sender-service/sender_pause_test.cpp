// After a refused login the route is left alone, or the account would be locked.
#include "tests/unit/sender-service/sender_case.hpp"

#include <gmock/gmock.h>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using model::send_failure;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class SenderPause : public sender_case {
protected:
    SenderPause() { config.login_pause = 12min; }

    /// A sender whose login was refused just now.
    std::unique_ptr<replica> refused() {
        auto one = start();
        auto attempt = failed(send_failure::authentication);
        attempt.smtp.phase = "smtp.auth";
        attempt.detail = "535 5.7.8 wrong password";
        one->answer(attempt);
        return one;
    }
};

TEST_F(SenderPause, MailsFailWithoutALoginUntilThePauseIsOver) {
    auto const one = refused();
    ASSERT_THAT(events<model::mail_send_failed>(), SizeIs(1));
    for (auto i = 0; i < 2; ++i) {
        pass(every);
        one->turn();
    }
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
    auto const lost = events<model::mail_send_failed>();
    ASSERT_THAT(lost, SizeIs(3));
    for (auto const& each : lost) {
        EXPECT_EQ(each.why, send_failure::authentication);
        EXPECT_THAT(each.detail, HasSubstr("535 5.7.8 wrong password"));
    }
    EXPECT_EQ(lost[2].smtp.phase, "smtp.queue");
    EXPECT_EQ(lost[2].smtp.attempts, 0) << "nothing was said to the server";

    pass(every);
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2)) << "15 minutes later";
}

TEST_F(SenderPause, ARefusalThatWeGaveOurselvesDoesNotProlongIt) {
    config.login_pause = every + 1s;
    auto const one = refused();
    pass(every);
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
    pass(every);
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2));
}

TEST_F(SenderPause, ANewLoginIsTriedAtOnce) {
    auto const one = refused();
    pass(every);
    config.routes["relay"].auth->password = secret("changed");
    one->core.configure(configured());
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2));
}

TEST_F(SenderPause, AnotherChangeOfTheConfigurationDoesNotEndIt) {
    auto const one = refused();
    pass(every);
    one->core.configure(configured());
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
}

TEST_F(SenderPause, OtherRoutesGoOn) {
    add_route("other");
    add_mailbox("bert");
    auto const one = refused();
    add_probe("outbound", "other", {"bert"});
    one->core.configure(configured());
    one->turn();
    ASSERT_THAT(one->relay.submitted, SizeIs(2));
    EXPECT_EQ(one->last().route, "other");
}

TEST_F(SenderPause, AClockThatIsSetBackEndsIt) {
    pass(24h);
    auto const one = refused();
    pass(-24h);
    add_mailbox("bert");
    add_probe("outbound", "relay", {"bert"});
    one->core.configure(configured());
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2));
    EXPECT_THAT(events<model::mail_send_failed>("bert"), IsEmpty());
}

TEST_F(SenderPause, ARestartDoesNotEndIt) {
    refused().reset();
    pass(every);
    auto const two = start();
    EXPECT_THAT(two->relay.submitted, IsEmpty());
    EXPECT_THAT(events<model::mail_send_failed>().back().detail, HasSubstr("535 5.7.8"));
    pass(every);
    two->turn();
    EXPECT_THAT(two->relay.submitted, IsEmpty());
    pass(every);
    two->turn();
    ASSERT_THAT(two->relay.submitted, SizeIs(1));
    two->answer(accepted());
    EXPECT_THAT(stored_state().pauses(), IsEmpty());
}

TEST_F(SenderPause, ARestartWithAnotherPasswordOrServerDoes) {
    for (auto const changes_server : {false, true}) {
        refused().reset();
        if (changes_server) {
            config.routes["relay"].smtp.host = "elsewhere.example";
        } else {
            config.routes["relay"].auth->password = secret("changed");
        }
        pass(every);
        auto const two = start();
        ASSERT_THAT(two->relay.submitted, SizeIs(1));
        two->answer(accepted());
        EXPECT_THAT(stored_state().pauses(), IsEmpty());
        pass(every);
    }
}

TEST_F(SenderPause, ALostCommitDoesNotLeadToAnotherLogin) {
    auto const one = start();
    faults.commits = {eventlog::fate::unknown_lost};
    auto attempt = failed(send_failure::authentication);
    attempt.smtp.phase = "smtp.auth";
    one->answer(attempt);
    clock.since_boot += 100ms;
    for (auto i = 0; i < 100; ++i) {
        one->turn();
    }
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
    EXPECT_THAT(stored_state().pauses(), SizeIs(1));
}

TEST_F(SenderPause, RoutesOfOneAccountLogInOneAfterTheOther) {
    for (auto const* const name : {"second", "third"}) {
        add_route(name);
        config.routes[name].smtp = config.routes["relay"].smtp;
        add_mailbox(name);
        add_probe(name, name, {name});
    }
    auto const one = start();
    ASSERT_THAT(one->relay.submitted, SizeIs(1)) << "of the three";
    one->answer(accepted());
    ASSERT_THAT(one->relay.submitted, SizeIs(2));
    EXPECT_NE(one->last().route, one->relay.submitted[0].route);
    one->answer(failed(send_failure::authentication));
    EXPECT_THAT(one->relay.submitted, SizeIs(2)) << "the third has the same wrong login";
    pass(every);
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2));
}

TEST_F(SenderPause, NothingOfTheLoginIsInTheLog) {
    auto const one = refused();
    ASSERT_THAT(stored_state().pauses(), SizeIs(1));
    for (auto partition = 0; partition < model::partition_count; ++partition) {
        auto const read = memory->restore(topics.sender_state, partition, 0);
        for (auto const& record : read.value().records) {
            EXPECT_THAT(record.data.value.value_or(""), testing::Not(HasSubstr("hunter2")));
        }
    }
}

TEST_F(SenderPause, AMailThatMayHaveBeenAcceptedStaysUnknown) {
    config.probes["inbound"].every = 1h;
    {
        auto const one = start();
        auto broken = failed(send_failure::connection);
        broken.maybe_accepted = true;
        one->answer(broken);
        pass(2s);
        one->turn();
        auto attempt = failed(send_failure::authentication);
        attempt.smtp.phase = "smtp.auth";
        one->answer(attempt);
    }
    EXPECT_THAT(events<model::mail_send_failed>(), IsEmpty());
    EXPECT_THAT(events<model::mail_send_unknown>(), SizeIs(1));
}

}  // namespace
}  // namespace mailsonde::sender
