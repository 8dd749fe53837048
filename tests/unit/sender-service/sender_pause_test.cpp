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
    one->core.configure(configured(), {"relay"});
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2));
}

TEST_F(SenderPause, AnotherChangeOfTheConfigurationDoesNotEndIt) {
    auto const one = refused();
    pass(every);
    one->core.configure(configured(), {"other"});
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
}

TEST_F(SenderPause, OtherRoutesGoOn) {
    add_route("other");
    add_mailbox("bert");
    auto const one = refused();
    add_probe("outbound", "other", {"bert"});
    one->core.configure(configured(), {});
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
    one->core.configure(configured(), {});
    one->turn();
    EXPECT_THAT(one->relay.submitted, SizeIs(2));
    EXPECT_THAT(events<model::mail_send_failed>("bert"), IsEmpty());
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
