// The pause after a refused login: who tries wrong passwords locks people out.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::found;
using looks::header_of;
using looks::refused_login;
using looks::saw;
using looks::saw_nothing;
using model::alert_phase;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerPause : public checker_case {
protected:
    static constexpr milliseconds pause = 15min;

    std::vector<alert_phase> access() { return phases("anna/access"); }

    /// A checker whose login was just refused.
    std::unique_ptr<replica> refused() {
        auto one = start();
        static_cast<void>(out_and_looked_for(*one));
        one->answer(refused_login(now()));
        return one;
    }

    bool is_paused() {
        auto const state = stored_state();
        return state.pause_of("anna") != nullptr;
    }
};

TEST_F(CheckerPause, ARefusedLoginIsToldAtOnceAndNotTriedAgainSoon) {
    auto const one = refused();
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened));
    EXPECT_TRUE(is_paused());
    for (auto passed = 0ms; passed + 1s < pause; passed += 1s) {
        pass(1s);
        one->turn();
        ASSERT_THAT(one->port.looks, SizeIs(1)) << "after " << to_text(passed);
    }
    pass(1s);
    one->turn();
    ASSERT_THAT(one->port.looks, SizeIs(2));
    EXPECT_THAT(access(), SizeIs(1));
    one->answer(saw_nothing(now()));
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened, alert_phase::closed));
    EXPECT_FALSE(is_paused());
}

TEST_F(CheckerPause, ASecondRefusalBeginsAnotherPause) {
    auto const one = refused();
    pass(pause);
    one->turn();
    one->answer(refused_login(now()));
    pass(pause - 1ms);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(2));
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened)) << "the same alert";
}

TEST_F(CheckerPause, ARestartDoesNotEndIt) {
    auto one = refused();
    one.reset();
    pass(1min);
    auto const two = start();
    EXPECT_THAT(two->port.looks, IsEmpty());
    pass(pause - 1min - 1ms);
    two->turn();
    EXPECT_THAT(two->port.looks, IsEmpty());
    pass(1ms);
    two->turn();
    ASSERT_THAT(two->port.looks, SizeIs(1));
    two->answer(saw_nothing(now()));
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened, alert_phase::closed));
}

TEST_F(CheckerPause, NewCredentialsDo) {
    auto const one = refused();
    pass(1min);
    one->core.configure(configured(), {});
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(1)) << "nothing changed for this mailbox";
    config.mailboxes["anna"].auth.password = secret("changed");
    one->core.configure(configured(), {"anna"});
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(2)) << "at once";
    EXPECT_FALSE(is_paused());
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened)) << "nothing is proven yet";
    one->answer(saw_nothing(now()));
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened, alert_phase::closed));
}

TEST_F(CheckerPause, NewCredentialsEndItAlsoIfTheCommitIsLost) {
    auto passwords = 0;
    for (auto const outcome :
         {eventlog::fate::aborted, eventlog::fate::unknown_lost, eventlog::fate::unknown_saved}) {
        auto const one = refused();
        pass(1min);
        faults.commits = {outcome};
        config.mailboxes["anna"].auth.password = secret(std::to_string(++passwords));
        one->core.configure(configured(), {"anna"});
        one->turn();
        EXPECT_THAT(one->port.looks, SizeIs(1)) << "not before it is durable";
        clock.since_boot += 100ms;
        settle({one.get()});
        ASSERT_THAT(one->port.looks, SizeIs(2));
        EXPECT_FALSE(is_paused());
        one->answer(refused_login(now()));
        settle({one.get()});
        EXPECT_THAT(one->port.looks, SizeIs(2)) << "they end it once";
        pass(pause);
    }
}

TEST_F(CheckerPause, AClockThatIsSetBackDoesNotMakeItEndless) {
    for (auto const restarts : {false, true}) {
        auto one = refused();
        tell(sent_mail());
        one->turn();
        pass(-24h);
        if (restarts) {
            one.reset();
            one = start();
        }
        auto const mail = sent_mail();
        tell(mail);
        one->turn();
        auto const before = one->port.looks.size();
        pass(pause);
        one->turn();
        ASSERT_EQ(one->port.looks.size(), before + 1);
        one->answer(saw({found(header_of(mail), now())}, now()));
        EXPECT_EQ(results().back().mail, mail.mail);
        pass(24h);  // the next one begins after the pause
    }
}

TEST_F(CheckerPause, ARefusalDuringADeletionCountsToo) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    one->answer(fail(wire::imap::imap_errc::authentication_failed));
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened));
    pass(pause - 1ms);
    one->turn();
    EXPECT_THAT(one->port.removals, SizeIs(1));
    EXPECT_THAT(one->port.looks, SizeIs(1));
    pass(1ms);
    one->turn();
    EXPECT_THAT(one->port.removals, SizeIs(2));
}

}  // namespace
}  // namespace mailsonde::checker
