#include "shared/eventlog/eventlog_errc.hpp"
#include "tests/unit/eventlog/engine_case.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace mailsonde::eventlog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

using journal = std::vector<std::string>;

class Engine : public engine_case {};

TEST_F(Engine, RestoresWhatItIsAssignedBeforeItTakesARecord) {
    write("state", 0, "s0");
    write("state", 1, "s1");
    write("state", 1, "s2");
    write("mail", 0, "a");
    auto const one = join();
    settle({one.get()});
    ASSERT_EQ(one->work.journal.size(), 5U);
    EXPECT_THAT(
        journal(one->work.journal.begin(), one->work.journal.begin() + 2),
        UnorderedElementsAre("restore 0: s0", "restore 1: s1 s2")
    );
    EXPECT_THAT(
        journal(one->work.journal.begin() + 2, one->work.journal.end()),
        ElementsAre("begin", "take a", "release a")
    );
    EXPECT_THAT(one->told, ElementsAre("assigned 2", "commit ok"));
}

TEST_F(Engine, WantsToGoOnAtOnceWhileItRestores) {
    auto const one = join();
    EXPECT_TRUE(one->engine.turn());
    EXPECT_TRUE(one->engine.turn());
    EXPECT_TRUE(one->engine.settled());
    EXPECT_FALSE(one->engine.turn());
}

TEST_F(Engine, CommitsWhatFollowsFromRecordsTogetherWithTheirPositions) {
    auto const one = settled();
    write("mail", 0, "a");
    write("mail", 1, "b");
    write("mail", 1, "c");
    one->engine.turn();
    ASSERT_EQ(faults.tried.size(), 1U);
    EXPECT_EQ(faults.tried[0].appends.size(), 6U);
    auto const& advances = faults.tried[0].advances;
    ASSERT_EQ(advances.size(), 2U);
    for (auto const& each : advances) {
        auto const records = memory->restore("mail", each.partition, 0).value().records;
        EXPECT_EQ(each.topic, "mail");
        EXPECT_EQ(each.next, records.back().offset + 1) << each.partition;
    }
    EXPECT_THAT(values("result", 1), ElementsAre("b!", "c!"));
}

TEST_F(Engine, TakesNothingTwiceAfterARestart) {
    auto one = settled();
    write("mail", 0, "a");
    one->engine.turn();
    one.reset();
    write("mail", 0, "b");
    auto const next = join();
    settle({next.get()});
    EXPECT_THAT(values("result", 0), ElementsAre("a!", "b!"));
    EXPECT_THAT(next->work.journal, testing::Contains("restore 0: a"));
}

TEST_F(Engine, TakesNothingTwiceIfTheLogForgetsPositions) {
    faults.keeps_positions = false;
    auto one = settled();
    write("mail", 0, "a");
    write("mail", 0, "b");
    one->engine.turn();
    one.reset();
    faults.forgets_positions = true;
    write("mail", 0, "c");
    auto const next = join();
    settle({next.get()});
    EXPECT_THAT(values("result", 0), ElementsAre("a!", "b!", "c!"));
    EXPECT_THAT(next->work.journal, testing::Contains("restore 0: a b"))
        << "the position is the engine's own";
}

TEST_F(Engine, GoesByTheGroupsPositionWhereItIsFurther) {
    faults.keeps_positions = false;
    auto one = settled();
    write("mail", 0, "a");
    one->engine.turn();
    one.reset();
    write("mail", 0, "left out by an operator");
    write("mail", 0, "c");
    move_position(0, memory->restore("mail", 0, 0).value().records.back().offset);
    auto const next = join();
    settle({next.get()});
    EXPECT_THAT(values("result", 0), ElementsAre("a!", "c!"));
}

TEST_F(Engine, StandsStillAloudIfItsPositionLiesBehindTheEnd) {
    // As after the topic was made anew: from the begin, all below the position would be left out.
    faults.keeps_positions = false;
    write("mail", 0, "a");
    move_position(0, 1);
    auto const fits = join();
    settle({fits.get()});
    fits->engine.leave();
    move_position(0, memory->restore("mail", 0, 0).value().end + 1);
    auto const one = join();
    for (auto i = 0; i < 5; ++i) {
        one->engine.turn();
    }
    EXPECT_EQ(one->engine.standing(), engine_standing::restoring);
    EXPECT_THAT(one->told, testing::Contains("failed position"));
    write("mail", 0, "b");
    settle({one.get()});
    EXPECT_THAT(values("result", 0), IsEmpty());
}

TEST_F(Engine, RestoresNothingFromAPositionThatItCannotRead) {
    write("state", 0, "@next");
    auto const one = join();
    for (auto i = 0; i < 5; ++i) {
        one->engine.turn();
    }
    EXPECT_FALSE(one->engine.settled());
    EXPECT_THAT(one->told, testing::Contains("failed restore"));
}

TEST_F(Engine, ReleasesOnlyWhatIsDurable) {
    auto const one = settled();
    journal durable;
    one->work.when_releasing = [&] { durable = values("result", 0); };
    one->work.plans = {"p"};
    one->engine.turn();
    EXPECT_THAT(durable, ElementsAre("p"));
    EXPECT_THAT(one->work.journal, ElementsAre("plan p", "release p"));
}

TEST_F(Engine, MovesNoPositionWithoutARecord) {
    auto const one = settled();
    one->work.plans = {"p"};
    one->engine.turn();
    ASSERT_EQ(faults.tried.size(), 1U);
    EXPECT_THAT(faults.tried[0].advances, IsEmpty());
}

TEST_F(Engine, ReleasesATurnWithoutADecisionWithoutACommit) {
    auto const one = settled();
    auto const before = one->work.releases;
    one->engine.turn();
    EXPECT_EQ(one->work.releases, before + 1);
    EXPECT_THAT(faults.tried, IsEmpty());
}

TEST_F(Engine, TakesRecordsInBatchesAndAsksForAnotherTurn) {
    auto small = options();
    small.batch = 2;
    auto const one = join(small);
    settle({one.get()});
    for (auto const* const value : {"a", "b", "c"}) {
        write("mail", 0, value);
    }
    EXPECT_TRUE(one->engine.turn());
    EXPECT_FALSE(one->engine.turn());
    ASSERT_EQ(faults.tried.size(), 2U);
    EXPECT_EQ(faults.tried[0].appends.size(), 4U);
    EXPECT_THAT(values("result", 0), ElementsAre("a!", "b!", "c!"));
}

TEST_F(Engine, TakesNoRecordsWhereTheGroupOnlySharesOutPartitions) {
    write("state", 0, "s");
    auto sharing = options();
    sharing.group = {"sharers", "state"};
    sharing.takes_records = false;
    auto const one = join(sharing);
    settle({one.get()});
    EXPECT_THAT(one->work.journal, UnorderedElementsAre("restore 0: s", "restore 1:", "begin"));
    EXPECT_THAT(faults.tried, IsEmpty());
}

TEST_F(Engine, ReplicasShareThePartitionsAndHandThemOver) {
    auto const first = settled();
    write("mail", 0, "a");
    write("mail", 1, "b");
    first->engine.turn();
    auto second = join();
    settle({first.get(), second.get()});
    EXPECT_THAT(first->told, testing::Contains("revoked"));
    EXPECT_THAT(second->work.journal, ElementsAre("restore 1: b", "begin"));

    write("mail", 0, "c");
    write("mail", 1, "d");
    settle({first.get(), second.get()});
    EXPECT_THAT(second->work.journal, testing::Contains("release d"));
    EXPECT_THAT(second->work.journal, testing::Not(testing::Contains("take c")));

    second->engine.leave();
    EXPECT_EQ(second->work.journal.back(), "forget");
    write("mail", 1, "e");
    settle({first.get()});
    EXPECT_THAT(first->work.journal, testing::Contains("restore 1: b d"));
    EXPECT_THAT(values("result", 0), ElementsAre("a!", "c!"));
    EXPECT_THAT(values("result", 1), ElementsAre("b!", "d!", "e!"));
}

TEST_F(Engine, BeginsWithNothingIfThereAreMoreReplicasThanPartitions) {
    auto const first = join();
    auto const second = join();
    auto const third = join();
    settle({first.get(), second.get(), third.get()});
    EXPECT_THAT(third->work.journal, ElementsAre("begin"));
    EXPECT_EQ(third->told.back(), "assigned 0");
}

TEST_F(Engine, LeavingForgetsAndTheNextTakesOverAtOnce) {
    auto const one = settled();
    one->engine.leave();
    one->engine.leave();
    EXPECT_FALSE(one->engine.settled());
    EXPECT_THAT(one->work.journal, ElementsAre("forget"));
    EXPECT_THAT(one->told, ElementsAre("revoked"));
    auto const next = join();
    next->engine.turn();
    EXPECT_THAT(next->told, ElementsAre("assigned 2"));
}

TEST_F(Engine, SaysWhyItCannotJoin) {
    auto elsewhere = options();
    elsewhere.group.topic = "nowhere";
    replica one(log, elsewhere);
    auto const joined = one.engine.join();
    ASSERT_FALSE(joined);
    EXPECT_EQ(joined.error().code, eventlog_errc::unknown_topic);
}

}  // namespace
}  // namespace mailsonde::eventlog
