#include "shared/eventlog/runner.hpp"

#include "tests/unit/eventlog/engine_case.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <thread>

namespace mailsonde::eventlog {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// An engine by the real clock, on a thread of its own.
class Runner : public engine_case {
protected:
    Runner() : one(log, real_time(options())) {}

    static engine_options real_time(engine_options out) {
        out.since_start = std::chrono::steady_clock::now;
        return out;
    }

    /// Runs `ask` on the runner's thread.
    template <class Ask>
    static auto asked(runner& of, Ask ask) {
        auto const task = std::make_shared<std::packaged_task<decltype(ask())()>>(std::move(ask));
        auto answer = task->get_future();
        of.post([task] { (*task)(); });
        if (answer.wait_for(20s) != std::future_status::ready) {
            throw std::runtime_error("the runner does not run");
        }
        return answer.get();
    }

    /// A task each before one turn, until the engine holds its assignment.
    void settle_on(runner& of) { settle_on(of, one); }

    static void settle_on(runner& of, replica& whose) {
        auto const deadline = std::chrono::steady_clock::now() + 120s;
        while (!asked(of, [&whose] { return whose.engine.settled(); })) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline);
        }
    }

    replica one;
};

bool always() {
    return true;
}

bool never() {
    return false;
}

TEST_F(Runner, RunsTasksAndTurnsOnOneThreadOfItsOwn) {
    std::promise<std::thread::id> decided_on;
    one.work.when_deciding = [&] {
        one.work.when_deciding = nullptr;
        decided_on.set_value(std::this_thread::get_id());
    };
    runner thread(one.engine, always);
    ASSERT_TRUE(thread.start());
    auto const task_on = asked(thread, [] { return std::this_thread::get_id(); });
    auto decided = decided_on.get_future();
    ASSERT_EQ(decided.wait_for(20s), std::future_status::ready);
    EXPECT_EQ(decided.get(), task_on);
    EXPECT_NE(task_on, std::this_thread::get_id());
}

TEST_F(Runner, RunsTasksInOrderBeforeTheTurnThatFollows) {
    runner thread(one.engine, always);
    ASSERT_TRUE(thread.start());
    settle_on(thread);
    thread.post([&] { one.work.plans.emplace_back("p"); });
    thread.post([&] { one.work.plans.emplace_back("q"); });
    thread.stop(20s);
    EXPECT_THAT(values("result", 0), ElementsAre("p", "q"));
}

TEST_F(Runner, StopGoesOnUntilAllIsDrained) {
    auto left = 3;
    runner thread(one.engine, [&left] { return --left == 0; });
    ASSERT_TRUE(thread.start());
    thread.stop(20s);
    EXPECT_EQ(left, 0);
    EXPECT_EQ(one.work.journal.back(), "forget") << "left the group";
}

TEST_F(Runner, StopWaitsForAnOutstandingCommit) {
    runner thread(one.engine, always);
    ASSERT_TRUE(thread.start());
    settle_on(thread);
    thread.post([&] {
        one.work.plans = {"p"};
        faults.commits = {fate::aborted, fate::aborted};
    });
    thread.stop(20s);
    EXPECT_THAT(values("result", 0), ElementsAre("p"));
}

TEST_F(Runner, StopWaitsNoLongerThanItsPatience) {
    runner thread(one.engine, never);
    ASSERT_TRUE(thread.start());
    settle_on(thread);
    thread.stop(10ms);  // or the test would never end
    EXPECT_EQ(one.told.back(), "revoked");
    thread.stop(20s);
}

TEST_F(Runner, DropsTasksAfterTheEnd) {
    runner thread(one.engine, always);
    ASSERT_TRUE(thread.start());
    thread.stop(0ms);
    auto ran = false;
    thread.post([&ran] { ran = true; });
    thread.stop(0ms);
    EXPECT_FALSE(ran);
}

TEST_F(Runner, TheLastTurnMovesWhileAnAssignmentIsHeld) {
    runner thread(one.engine, always);
    EXPECT_EQ(thread.last_turn(), std::chrono::steady_clock::time_point());
    auto const before = std::chrono::steady_clock::now();
    ASSERT_TRUE(thread.start());
    settle_on(thread);
    // Between two tasks that were asked one after the other lies a turn.
    asked(thread, always);
    auto const first = thread.last_turn();
    EXPECT_GE(first, before);
    asked(thread, always);
    asked(thread, always);
    EXPECT_GT(thread.last_turn(), first);
}

TEST_F(Runner, TheLastTurnStandsStillWhileACommitIsOutstanding) {
    runner thread(one.engine, always);
    ASSERT_TRUE(thread.start());
    settle_on(thread);
    asked(thread, [&] {
        one.work.plans = {"p"};
        faults.commits = std::deque<fate>(1000, fate::aborted);
        return true;
    });
    asked(thread, always);
    auto const before = thread.last_turn();
    asked(thread, always);
    asked(thread, always);
    EXPECT_EQ(thread.last_turn(), before);
    thread.stop(0ms);
}

TEST_F(Runner, TheLastTurnStandsStillWhileTheLogDoesNotAnswer) {
    runner thread(one.engine, always);
    ASSERT_TRUE(thread.start());
    settle_on(thread);
    asked(thread, [&] {
        faults.polls = 1000;
        return true;
    });
    asked(thread, always);
    auto const before = thread.last_turn();
    asked(thread, always);
    asked(thread, always);
    EXPECT_EQ(thread.last_turn(), before) << "the lease may have run out meanwhile";
    thread.stop(0ms);
}

TEST_F(Runner, TellsWhatEachTurnLeftBehind) {
    std::vector<turn_report> told;  // on the runner's thread
    runner thread(one.engine, always, [&told](turn_report const& turn) { told.push_back(turn); });
    ASSERT_TRUE(thread.start());
    settle_on(thread);
    thread.stop(20s);
    std::vector<engine_standing> standings;
    auto tasks = std::size_t(0);
    for (auto const& turn : told) {
        if (standings.empty() || standings.back() != turn.standing) {
            standings.push_back(turn.standing);
        }
        tasks += turn.tasks;
        EXPECT_EQ(turn.settled, turn.standing == engine_standing::working);
    }
    EXPECT_EQ(standings.back(), engine_standing::working);
    EXPECT_THAT(standings, testing::Contains(engine_standing::restoring));
    EXPECT_GE(tasks, 2U) << "at least one question, and that to stop";
}

TEST_F(Runner, TellsOfTurnsThatFail) {
    std::vector<turn_report> told;
    runner thread(one.engine, always, [&told](turn_report const& turn) { told.push_back(turn); });
    faults.polls = 3;
    ASSERT_TRUE(thread.start());
    settle_on(thread);
    thread.stop(20s);
    ASSERT_GE(told.size(), 4U);
    for (auto i = 0U; i < 3; ++i) {
        EXPECT_EQ(told[i].standing, engine_standing::unassigned) << i;
    }
}

TEST_F(Runner, SaysWhyItCannotStart) {
    auto elsewhere = options();
    elsewhere.group.topic = "nowhere";
    replica lost(log, elsewhere);
    runner thread(lost.engine, always);
    EXPECT_FALSE(thread.start());
    thread.stop(20s);
}

TEST_F(Runner, RestsAsLongAsTheProcessorMayUnlessSomebodyIsInAHurry) {
    auto patient = real_time(options());
    patient.longest_rest = 1h;
    replica other(log, patient);
    other.work.wants_rest = 2h;
    std::promise<void> turned;
    runner thread(other.engine, always);
    ASSERT_TRUE(thread.start());
    settle_on(thread, other);
    EXPECT_EQ(asked(thread, [&] { return other.engine.rest(); }), 1h);
    asked(thread, [&] {
        other.work.when_deciding = [&turned, turns = 0]() mutable {
            if (++turns == 2) {  // the first one is that of this task
                turned.set_value();
            }
        };
        return true;
    });
    thread.hurry(50ms);
    EXPECT_EQ(turned.get_future().wait_for(20s), std::future_status::ready);
    thread.stop(20s);
}

}  // namespace
}  // namespace mailsonde::eventlog
