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

}  // namespace
}  // namespace mailsonde::eventlog
