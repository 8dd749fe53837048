#include "tests/unit/eventlog/engine_case.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace mailsonde::eventlog {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class EngineFault : public engine_case {
protected:
    /// Turns every 50 ms until another commit was tried.
    milliseconds time_to_next_try(replica& of) {
        auto const before = faults.tried.size();
        auto const began = clock.since_boot;
        while (faults.tried.size() == before && clock.since_boot < began + 1min) {
            clock.advance(50ms);
            of.engine.turn();
        }
        return clock.since_boot - began;
    }
};

TEST_F(EngineFault, AnAbortedTransactionIsTriedAgainLaterAndLater) {
    auto const one = settled();
    faults.commits = std::deque<fate>(9, fate::aborted);
    one->work.plans = {"p"};
    one->engine.turn();
    std::vector<milliseconds> waits;
    for (auto i = 0; i < 9; ++i) {
        waits.push_back(time_to_next_try(*one));
    }
    EXPECT_THAT(
        waits, ElementsAre(100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms, 5000ms)
    );
    EXPECT_THAT(one->work.journal, ElementsAre("plan p", "release p"));
    EXPECT_THAT(values("result", 0), ElementsAre("p"));

    faults.commits = {fate::aborted};
    one->work.plans = {"q"};
    one->engine.turn();
    EXPECT_EQ(time_to_next_try(*one), 100ms);
}

TEST_F(EngineFault, NothingElseIsDecidedWhileACommitIsOutstanding) {
    auto const one = settled();
    write("mail", 0, "a");
    faults.commits = {fate::aborted, fate::aborted};
    one->engine.turn();
    EXPECT_FALSE(one->engine.settled());
    auto const decisions = one->work.decisions;
    auto const releases = one->work.releases;
    write("mail", 0, "b");
    one->work.plans = {"p"};
    for (auto i = 0; i < 5; ++i) {
        clock.advance(50ms);
        one->engine.turn();
    }
    EXPECT_EQ(one->work.decisions, decisions);
    EXPECT_EQ(one->work.releases, releases);
    ASSERT_EQ(faults.tried.size(), 2U);
    EXPECT_EQ(faults.tried[1].appends, faults.tried[0].appends);

    time_to_next_try(*one);
    one->engine.turn();
    EXPECT_THAT(
        one->work.journal, ElementsAre("take a", "release a", "take b", "plan p", "release b p")
    );
    EXPECT_THAT(values("result", 0), ElementsAre("a!", "b!", "p"));
}

TEST_F(EngineFault, AFencedDecisionIsForgottenAndMadeAgainUnderTheNextAssignment) {
    auto const one = settled();
    write("mail", 0, "a");
    one->work.when_deciding = [&] {
        one->work.when_deciding = nullptr;
        clock.advance(11s);  // longer than the lease
    };
    one->engine.turn();
    EXPECT_THAT(one->work.journal, ElementsAre("take a", "forget"));
    EXPECT_FALSE(one->engine.settled());
    EXPECT_THAT(values("result", 0), IsEmpty());

    settle({one.get()});
    EXPECT_THAT(one->work.journal, Contains("release a"));
    EXPECT_THAT(values("result", 0), ElementsAre("a!"));
    EXPECT_THAT(one->told, Contains("commit fenced"));
}

TEST_F(EngineFault, AnUnknownOutcomeThatWasNotWrittenIsDecidedAgain) {
    auto const one = settled();
    write("mail", 0, "a");
    faults.commits = {fate::unknown_lost};
    one->engine.turn();
    EXPECT_THAT(one->work.journal, ElementsAre("take a", "forget"));
    settle({one.get()});
    EXPECT_THAT(
        one->work.journal,
        ElementsAre("take a", "forget", "restore 1:", "restore 0:", "begin", "take a", "release a")
    );
    EXPECT_THAT(values("result", 0), ElementsAre("a!"));
    EXPECT_THAT(one->told, Each(Not(testing::StartsWith("assigned"))));
}

TEST_F(EngineFault, AnUnknownOutcomeThatWasWrittenIsNotDecidedAgain) {
    auto const one = settled();
    write("mail", 0, "a");
    faults.commits = {fate::unknown_saved};
    one->engine.turn();
    settle({one.get()});
    EXPECT_THAT(
        one->work.journal, ElementsAre("take a", "forget", "restore 1:", "restore 0: a", "begin")
    );
    EXPECT_THAT(values("result", 0), ElementsAre("a!"));
}

TEST_F(EngineFault, ARevokedAssignmentTakesTheOutstandingCommitWithIt) {
    auto const first = settled();
    write("mail", 1, "a");
    faults.commits = {fate::aborted};
    first->engine.turn();
    auto const second = join();
    settle({first.get(), second.get()});
    EXPECT_THAT(first->work.journal, Not(Contains("release a")));
    EXPECT_THAT(second->work.journal, Contains("release a"));
    clock.advance(1s);
    settle({first.get(), second.get()});
    EXPECT_THAT(values("result", 1), ElementsAre("a!"));
}

TEST_F(EngineFault, LeavingForgetsWhatIsNotCommitted) {
    auto const one = settled();
    faults.commits = {fate::aborted};
    one->work.plans = {"p"};
    one->engine.turn();
    one->engine.leave();
    EXPECT_THAT(one->work.journal, ElementsAre("plan p", "forget"));
    EXPECT_THAT(values("result", 0), IsEmpty());
}

TEST_F(EngineFault, AFailedRestoreIsTriedAgainAndNothingBeginsBefore) {
    faults.restores = 2;
    faults.positions = 1;
    auto const one = join();
    EXPECT_FALSE(one->engine.turn());
    EXPECT_FALSE(one->engine.turn());
    EXPECT_FALSE(one->engine.turn());
    EXPECT_THAT(
        one->told,
        ElementsAre("assigned 2", "failed committed position", "failed restore", "failed restore")
    );
    EXPECT_THAT(one->work.journal, IsEmpty());
    settle({one.get()});
    EXPECT_THAT(one->work.journal, ElementsAre("restore 1:", "restore 0:", "begin"));
}

TEST_F(EngineFault, AFailedPollIsToldAndLosesNothing) {
    auto const one = settled();
    write("mail", 0, "a");
    faults.polls = 1;
    EXPECT_FALSE(one->engine.turn());
    EXPECT_THAT(one->told, ElementsAre("failed poll"));
    one->engine.turn();
    EXPECT_THAT(values("result", 0), ElementsAre("a!"));
}

TEST_F(EngineFault, RestsLongOnlyWhenAllIsWell) {
    auto patient = options();
    patient.longest_rest = 1h;
    auto const one = join(patient);
    one->work.wants_rest = 2h;
    EXPECT_EQ(one->engine.rest(), usual_rest) << "nothing is assigned";
    settle({one.get()});
    EXPECT_EQ(one->engine.rest(), 1h);
    faults.polls = 1;
    one->engine.turn();
    EXPECT_EQ(one->engine.rest(), usual_rest);
    one->engine.turn();
    EXPECT_EQ(one->engine.rest(), 1h);
    faults.commits = {fate::aborted};
    one->work.plans = {"p"};
    one->engine.turn();
    EXPECT_EQ(one->engine.rest(), usual_rest);
    one->work.wants_rest = 20ms;
    static_cast<void>(time_to_next_try(*one));
    EXPECT_EQ(one->engine.rest(), 20ms);
}

TEST_F(EngineFault, NeedsNoObserver) {
    faults.polls = 1;
    faults.restores = 1;
    faults.commits = {fate::aborted};
    scribe work;
    engine quiet(log, options(), work, {});
    ASSERT_TRUE(quiet.join());
    work.plans = {"p"};
    for (auto i = 0; i < 6; ++i) {
        clock.advance(100ms);
        quiet.turn();
    }
    quiet.leave();
    EXPECT_THAT(values("result", 0), ElementsAre("p"));
}

TEST_F(EngineFault, WhoIsFencedAndHearsOfNoAssignmentJoinsAnew) {
    auto const one = settled();
    faults.commits = {fate::fenced};
    one->work.plans = {"p"};
    one->engine.turn();
    auto const turns_for = [&](milliseconds time) {
        for (auto const end = clock.since_boot + time; clock.since_boot < end;) {
            clock.advance(500ms);
            one->engine.turn();
        }
    };
    turns_for(59s);
    EXPECT_EQ(one->engine.standing(), engine_standing::unassigned);
    EXPECT_TRUE(one->engine.heard());
    EXPECT_THAT(one->told, Not(Contains("revoked")));
    turns_for(3s);
    EXPECT_TRUE(one->engine.settled());
    one->work.plans = {"q"};
    one->engine.turn();
    EXPECT_THAT(values("result", 0), ElementsAre("q"));
}

TEST_F(EngineFault, AJoinThatFailsIsTriedAgain) {
    auto const one = settled();
    faults.commits = {fate::fenced};
    one->work.plans = {"p"};
    one->engine.turn();
    faults.joins = 2;
    for (auto i = 0; i < 160 && !one->engine.settled(); ++i) {
        clock.advance(500ms);
        one->engine.turn();
    }
    EXPECT_TRUE(one->engine.settled());
    EXPECT_EQ(faults.joins, 0);
    EXPECT_THAT(one->told, Contains("failed join"));
}

TEST_F(EngineFault, HeardSaysWhetherTheLastPollCameThrough) {
    auto const one = settled();
    EXPECT_TRUE(one->engine.heard());
    faults.polls = 1;
    one->engine.turn();
    EXPECT_FALSE(one->engine.heard());
    EXPECT_TRUE(one->engine.settled());
    one->engine.turn();
    EXPECT_TRUE(one->engine.heard());
}

}  // namespace
}  // namespace mailsonde::eventlog
