#include "shared/eventlog/eventlog_errc.hpp"
#include "tests/contract/contract_test.hpp"

#include <gmock/gmock.h>

#include <map>
#include <numeric>

namespace mailsonde::eventlog::contract {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Groups = contract_test;  // NOLINT(readability-identifier-naming): names a GoogleTest suite

transaction note(std::string const& value) {
    return {{make_record(results, 0, "k", value)}, {}};
}

TEST_P(Groups, OneMemberGetsEverythingWithItsFirstPoll) {
    auto const one = join("a", the_log());
    EXPECT_THAT(journal, IsEmpty());
    static_cast<void>(one->poll());
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3"));
    static_cast<void>(one->poll());
    EXPECT_THAT(journal, SizeIs(1)) << "nothing changed";
}

TEST_P(Groups, RevokePrecedesTheAssignmentToAnotherOwner) {
    auto const one = sole_member();
    auto const two = join("b", elsewhere());
    for (auto i = 0; i < 5; ++i) {
        static_cast<void>(two->poll());
    }
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3")) << "b waits until a has let go";
    static_cast<void>(one->poll());
    static_cast<void>(two->poll());
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3", "a-0,1,2,3", "a+0,1", "b+2,3"));
}

TEST_P(Groups, AMemberMayCommitWhileItIsBeingRevoked) {
    auto const one = sole_member();
    auto outcome = commit_outcome::unknown;
    one->when_revoked = [&] { outcome = one->commit(note("last words")); };
    auto const two = join("b", elsewhere());
    static_cast<void>(two->poll());
    EXPECT_EQ(one->commit(note("not told yet")), commit_outcome::ok);
    static_cast<void>(one->poll());
    EXPECT_EQ(outcome, commit_outcome::ok);
    one->when_revoked = nullptr;
}

TEST_P(Groups, NeverHaveTwoValidTokensForOnePartition) {
    // Every pair of a membership change and an order of polls, with everybody trying to commit
    // under every token ever seen after each step.
    std::vector<std::unique_ptr<test_member>> members;
    std::vector<std::vector<token>> tokens;
    auto step = 0;
    auto const check = [&] {
        std::map<int, int> owners;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (!members[i]) {
                continue;
            }
            auto& seen = tokens[i];
            auto const& proof = members[i]->proof();
            if (std::ranges::find(seen, proof) == seen.end()) {
                seen.push_back(proof);
            }
            for (auto const& one : seen) {
                if (members[i]->commit({}, one) != commit_outcome::ok) {
                    continue;
                }
                for (auto const partition : members[i]->partitions()) {
                    EXPECT_EQ(++owners[partition], 1) << "partition " << partition;
                }
            }
        }
        ++step;
    };
    for (auto round = 0; round < 24; ++round) {
        SCOPED_TRACE(round);
        auto& where = round % 2 == 0 ? the_log() : elsewhere();
        members.push_back(join("m" + std::to_string(round), where));
        tokens.emplace_back();
        if (round % 3 == 2) {
            members[static_cast<std::size_t>(round) / 2].reset();
        }
        if (round % 5 == 4) {
            clock.advance(session_timeout - milliseconds(1));
        }
        for (std::size_t i = 0; i < 2 * members.size(); ++i) {
            auto const index = (i * 7 + static_cast<std::size_t>(round)) % members.size();
            if (members[index] && (index + static_cast<std::size_t>(round)) % 4 != 0) {
                static_cast<void>(members[index]->poll());
            }
            check();
        }
    }
    EXPECT_GT(step, 100);
}

TEST_P(Groups, ADeadMembersPartitionsAreReassignedAfterTheSessionTimeout) {
    auto const dead = sole_member();
    auto const two = join("b", elsewhere());
    static_cast<void>(two->poll());
    clock.advance(session_timeout - milliseconds(1));
    static_cast<void>(two->poll());
    EXPECT_THAT(journal, SizeIs(1)) << "not yet";
    clock.advance(milliseconds(1));
    static_cast<void>(two->poll());
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3", "b+0,1,2,3"));
    EXPECT_EQ(two->commit(note("mine")), commit_outcome::ok);
}

TEST_P(Groups, AMemberPausedBeyondTheSessionTimeoutIsFencedAndJoinsAnew) {
    auto const one = sole_member();
    auto const stale = one->proof();
    clock.advance(session_timeout);
    EXPECT_EQ(one->commit(note("late")), commit_outcome::fenced) << "even if nobody noticed it yet";
    static_cast<void>(one->poll());
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3", "a-0,1,2,3", "a+0,1,2,3"));
    EXPECT_EQ(one->commit(note("later"), stale), commit_outcome::fenced);
    EXPECT_EQ(one->commit(note("again")), commit_outcome::ok);
    EXPECT_THAT(values_of(the_log(), "result", 0), ElementsAre("again"));
}

TEST_P(Groups, APausedMemberLearnsThatItWasReplaced) {
    auto const one = sole_member();
    clock.advance(session_timeout);
    auto const two = join("b", elsewhere());
    static_cast<void>(two->poll());
    EXPECT_EQ(one->commit(note("zombie")), commit_outcome::fenced);
    static_cast<void>(one->poll());
    static_cast<void>(two->poll());
    static_cast<void>(one->poll());
    EXPECT_THAT(
        journal, ElementsAre("a+0,1,2,3", "b+0,1,2,3", "a-0,1,2,3", "b-0,1,2,3", "b+0,1", "a+2,3")
    );
}

TEST_P(Groups, PollingKeepsAMembershipAliveForEver) {
    auto const one = sole_member();
    auto const two = join("b", elsewhere());
    static_cast<void>(one->poll());
    static_cast<void>(two->poll());
    static_cast<void>(one->poll());
    auto const before = journal.size();
    for (auto i = 0; i < 100; ++i) {
        clock.advance(session_timeout / 2);
        static_cast<void>(one->poll());
        static_cast<void>(two->poll());
    }
    EXPECT_EQ(journal.size(), before);
    EXPECT_EQ(one->commit(note("alive")), commit_outcome::ok);
}

TEST_P(Groups, AMemberThatLeavesIsReplacedAtOnce) {
    auto one = sole_member();
    auto const two = join("b", elsewhere());
    static_cast<void>(one->poll());
    static_cast<void>(two->poll());
    static_cast<void>(one->poll());
    journal.clear();
    one.reset();
    static_cast<void>(two->poll());
    EXPECT_THAT(journal, ElementsAre("a-0,1", "b-2,3", "b+0,1,2,3")) << "no clock was moved";
}

TEST_P(Groups, AMemberMayLeaveFromWithinACallback) {
    auto const one = join("a", the_log());
    one->when_assigned = [&] { one->raw().close(); };
    EXPECT_EQ(one->raw().poll(1).error().code, eventlog_errc::closed);
    auto const two = join("b", elsewhere());
    static_cast<void>(two->poll());
    two->when_revoked = [&] { two->raw().close(); };
    auto const three = join("c", the_log());
    EXPECT_EQ(two->raw().poll(1).error().code, eventlog_errc::closed);
    static_cast<void>(three->poll());
    EXPECT_THAT(
        journal, ElementsAre("a+0,1,2,3", "a-0,1,2,3", "b+0,1,2,3", "b-0,1,2,3", "c+0,1,2,3")
    );
}

TEST_P(Groups, StepsOfTheWallClockDontChangeOwnership) {
    auto const one = sole_member();
    auto const two = join("b", elsewhere());
    static_cast<void>(one->poll());
    static_cast<void>(two->poll());
    static_cast<void>(one->poll());
    journal.clear();
    for (auto const step : {std::chrono::hours(24 * 365), std::chrono::hours(-24 * 900)}) {
        clock.wall += step;
        static_cast<void>(one->poll());
        static_cast<void>(two->poll());
        EXPECT_EQ(one->commit(note("still mine")), commit_outcome::ok);
        EXPECT_EQ(two->commit(note("mine, too")), commit_outcome::ok);
    }
    EXPECT_THAT(journal, IsEmpty());
}

TEST_P(Groups, AllPartitionsBelongToExactlyOneMemberHoweverManyThereAre) {
    topic_options const wide{"wide", 24};
    the_log().ensure_topics({wide}).value();
    std::vector<std::string> ignored;
    std::vector<std::unique_ptr<test_member>> members;
    for (std::size_t count = 1; count <= 30; ++count) {
        auto& where = count % 2 == 0 ? the_log() : elsewhere();
        members.push_back(std::make_unique<test_member>(where, "m", ignored, group_of(wide)));
        for (auto i = 0; i < 2; ++i) {
            for (auto const& one : members) {
                static_cast<void>(one->poll());
            }
        }
        std::vector<int> all;
        std::size_t least = 24;
        std::size_t most = 0;
        for (auto const& one : members) {
            all.insert(all.end(), one->partitions().begin(), one->partitions().end());
            least = std::min(least, one->partitions().size());
            most = std::max(most, one->partitions().size());
            EXPECT_EQ(one->commit({}), commit_outcome::ok);
        }
        std::ranges::sort(all);
        std::vector<int> expected(24);
        std::iota(expected.begin(), expected.end(), 0);
        EXPECT_EQ(all, expected) << count << " members";
        EXPECT_LE(most - least, 1U);
    }
}

TEST_P(Groups, DontDisturbEachOther) {
    auto const one = sole_member();
    auto const other = join("x", elsewhere(), {"another", mail.name, session_timeout});
    static_cast<void>(other->poll());
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3", "x+0,1,2,3"));
    ASSERT_EQ(one->commit({{}, {{mail.name, 0, 3}}}), commit_outcome::ok);
    EXPECT_EQ(other->raw().committed(0).value(), std::nullopt);
    EXPECT_EQ(other->commit(note("x"), one->proof()), commit_outcome::fenced);
}

TEST_P(Groups, RefuseWhatTheyCantServe) {
    auto const code = [](auto const& refused) { return refused.error().code; };
    auto const one = sole_member();
    EXPECT_EQ(code(the_log().join({"g", "nowhere"}, {})), eventlog_errc::unknown_topic);
    EXPECT_EQ(code(the_log().join({"", mail.name}, {})), eventlog_errc::invalid_options);
    EXPECT_EQ(
        code(the_log().join({"g", mail.name, milliseconds(0)}, {})), eventlog_errc::invalid_options
    );
    EXPECT_EQ(
        code(elsewhere().join({group_of(mail).group, state.name}, {})),
        eventlog_errc::group_mismatch
    );
}

TEST_P(Groups, PositionsSurviveTheLastMember) {
    auto one = sole_member();
    ASSERT_EQ(one->commit({{}, {{mail.name, 2, 42}}}), commit_outcome::ok);
    one.reset();
    auto const next = join("b", elsewhere());
    EXPECT_EQ(next->raw().committed(2).value(), 42);
}

INSTANTIATE_TEST_SUITE_P(
    Contract,
    Groups,
    testing::ValuesIn(clocked_back_ends),
    [](auto const& info) { return std::string(info.param); }
);

}  // namespace
}  // namespace mailsonde::eventlog::contract
