// Mailboxes that can't be read: when that is told, and how they are left alone.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::broke;
using looks::saw_nothing;
using looks::was_not_possible;
using model::alert_phase;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerAccess : public checker_case {
protected:
    std::vector<alert_phase> access() { return phases("anna/access"); }

    /// The time until the next look begins, in steps of 100 ms.
    milliseconds until_the_next_look(replica& by) {
        auto const began = now();
        auto const before = by.port.looks.size();
        while (by.port.looks.size() == before && now() < began + 2h) {
            pass(100ms);
            by.turn();
        }
        return now() - began;
    }
};

TEST_F(CheckerAccess, AFailureIsToldWhenItLasts) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    one->answer(broke(now()));
    auto const failed_at = now();
    pass(60s - 1ms);
    one->turn();
    one->answer(broke(now()));
    EXPECT_THAT(access(), IsEmpty());
    pass(1ms);
    one->turn();
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened));
    auto const alert = events<model::alert>().at(0);
    EXPECT_EQ(alert.mailbox, "anna");
    EXPECT_EQ(alert.probe, "");
    EXPECT_EQ(alert.since, failed_at + 60s);
    pass(60s);
    one->turn();
    one->answer(broke(now()));
    EXPECT_THAT(access(), SizeIs(1)) << "nothing new";
    pass(60s);
    one->turn();
    one->answer(saw_nothing(now()));
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened, alert_phase::closed));
}

TEST_F(CheckerAccess, AnOwnLackOfDescriptorsIsNotTheMailboxsTrouble) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    for (auto const until = now() + 5min; now() < until;) {
        one->answer(was_not_possible(now()));
        EXPECT_LE(until_the_next_look(*one), 2s) << "others are done soon";
    }
    EXPECT_THAT(access(), IsEmpty());
    EXPECT_THAT(results(), IsEmpty());
    one->answer(looks::saw({looks::found(looks::header_of(mail), now())}, now()));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, model::outcome::delivered);
}

TEST_F(CheckerAccess, AnOwnLackOfDescriptorsPutsADeletionOffForAMoment) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(looks::saw({looks::found(looks::header_of(mail), now())}, now()));
    ASSERT_THAT(one->port.removals, SizeIs(1));
    one->answer(fail(net::net_errc::out_of_descriptors));
    pass(1s);
    one->turn();
    EXPECT_THAT(one->port.removals, SizeIs(2));
    EXPECT_THAT(access(), IsEmpty());
}

TEST_F(CheckerAccess, AnOwnLackOfDescriptorsProvesNotThatTheMailboxCanBeRead) {
    {
        auto const one = start();
        static_cast<void>(out_and_looked_for(*one));
        one->answer(broke(now()));
        pass(61s);
        one->turn();
        one->answer(broke(now()));
        ASSERT_THAT(access(), ElementsAre(alert_phase::opened));
    }
    auto const next = start();
    next->turn();
    next->answer(was_not_possible(now()));
    EXPECT_THAT(access(), SizeIs(1)) << "still open";
}

TEST_F(CheckerAccess, AFailureThatPassesIsNotTold) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    one->answer(broke(now()));
    pass(30s);
    one->turn();
    one->answer(saw_nothing(now()));
    pass(30s);
    one->turn();
    one->answer(broke(now()));
    pass(59s);
    one->turn();
    EXPECT_THAT(access(), IsEmpty());
}

TEST_F(CheckerAccess, AnUnreadableFolderCountsToo) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto report = saw_nothing(now());
    report.unreadable = {"Spam: no permission"};
    report.complete = false;
    one->answer(report);
    pass(60s);
    one->turn();
    EXPECT_THAT(access(), ElementsAre(alert_phase::opened));
    EXPECT_THAT(events<model::alert>().at(0).summary, testing::HasSubstr("Spam: no permission"));
}

TEST_F(CheckerAccess, TheWaitBetweenFailuresGrows) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    std::vector<milliseconds> waits;
    for (auto i = 0; i < 8; ++i) {
        one->answer(broke(now()));
        waits.push_back(until_the_next_look(*one));
    }
    for (auto i = 1U; i < waits.size(); ++i) {
        EXPECT_GE(waits[i], waits[i - 1] - 5s) << i;
    }
    EXPECT_GE(waits[0], 1s);
    EXPECT_LE(waits[0], 5s);
    EXPECT_GE(waits[5], 32s);
    EXPECT_GE(waits[7], 60s);
    EXPECT_LE(waits[7], 90s);
    one->answer(saw_nothing(now()));
    until_the_next_look(*one);
    one->answer(broke(now()));
    EXPECT_LE(until_the_next_look(*one), 30s) << "begins anew";
}

TEST_F(CheckerAccess, AServerThatWantsToBeLeftAloneIs) {
    for (auto const fails : {true, false}) {
        auto const one = start();
        static_cast<void>(out_and_looked_for(*one));
        auto report = fails ? broke(now()) : saw_nothing(now());
        report.wanted_pause = 10min;
        one->answer(report);
        EXPECT_EQ(until_the_next_look(*one), 10min);
    }
}

TEST_F(CheckerAccess, AWantedPauseDoesNotOutliveTheClock) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto report = saw_nothing(now());
    report.wanted_pause = 10min;
    one->answer(report);
    pass(-24h);
    one->turn();
    tell(sent_mail());
    one->turn();
    EXPECT_EQ(until_the_next_look(*one), 10min);
}

}  // namespace
}  // namespace mailsonde::checker
