#include "checker-service/server_slots.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

auto const begin = instant(1'795'485'600'000ms);

class ServerSlots : public testing::Test {
protected:
    /// In line since `after`; each with an account of its own.
    void wait(std::string const& mailbox, milliseconds after, std::string const& server = "mx") {
        slots.wait(mailbox, {server, mailbox + " at " + server}, begin + after);
    }

    /// Lets begin whatever may: "anna", or "anna for bert" if bert's session has to go.
    std::vector<std::string> begun() {
        std::vector<std::string> out;
        while (auto const next = slots.grant(limits)) {
            slots.begun(next->mailbox);
            out.push_back(next->mailbox);
            if (next->instead_of) {
                out.back() += " for " + *next->instead_of;
            }
        }
        return out;
    }

    void visit_and_keep(std::string const& mailbox, milliseconds until, std::string const& server) {
        wait(mailbox, until, server);
        EXPECT_THAT(begun(), ElementsAre(mailbox));
        slots.ended(mailbox, true, begin + until);
    }

    slot_limits limits{2, 100};
    server_slots slots;
};

TEST_F(ServerSlots, WhoWaitsLongestComesFirst) {
    wait("c", 2ms);
    wait("a", 3ms);
    wait("b", 1ms);
    EXPECT_THAT(begun(), ElementsAre("b", "c"));
    EXPECT_EQ(slots.visits(), 2U);
    wait("d", 0ms);
    EXPECT_THAT(begun(), IsEmpty());
    slots.ended("b", false, begin + 1s);
    slots.ended("c", false, begin + 1s);
    EXPECT_THAT(begun(), ElementsAre("d", "a"));
}

TEST_F(ServerSlots, WhoAsksAgainKeepsThePlaceInLine) {
    wait("a", 1ms);
    wait("b", 2ms);
    wait("c", 3ms);
    wait("a", 9ms);
    EXPECT_THAT(begun(), ElementsAre("a", "b"));
}

TEST_F(ServerSlots, WhoLeavesTheLineIsPassedOver) {
    wait("a", 1ms);
    wait("b", 2ms);
    slots.leave("a");
    slots.leave("nobody");
    EXPECT_FALSE(slots.is_waiting("a"));
    EXPECT_THAT(begun(), ElementsAre("b"));
}

TEST_F(ServerSlots, AFullServerDoesNotHoldUpTheOthers) {
    for (auto i = 0; i < 200; ++i) {
        wait("dead" + std::to_string(i), 0ms, "dead");
    }
    EXPECT_EQ(begun().size(), 2U);
    wait("anna", 1ms);
    EXPECT_THAT(begun(), ElementsAre("anna"));
}

TEST_F(ServerSlots, OneVisitOfAnAccountAtATime) {
    slots.wait("a", {"mx", "shared"}, begin);
    slots.wait("b", {"mx", "shared"}, begin + 1ms);
    wait("c", 2ms);
    EXPECT_THAT(begun(), ElementsAre("a", "c")) << "who waits for the account holds up nobody";
    slots.ended("a", true, begin + 1s);
    EXPECT_THAT(begun(), ElementsAre("b for a"));
    slots.ended("b", false, begin + 2s);
    slots.wait("a", {"mx", "shared"}, begin + 2s);
    EXPECT_THAT(begun(), ElementsAre("a"));
}

TEST_F(ServerSlots, AKeptSessionGivesWayTheLongestIdleFirst) {
    visit_and_keep("a", 5ms, "mx");
    visit_and_keep("b", 3ms, "mx");
    visit_and_keep("elsewhere", 1ms, "other");
    wait("c", 10ms);
    EXPECT_THAT(begun(), ElementsAre("c for b"));
    EXPECT_FALSE(slots.keeps_session("b"));
    EXPECT_TRUE(slots.keeps_session("a"));
    EXPECT_TRUE(slots.keeps_session("elsewhere"));
}

TEST_F(ServerSlots, AKeptSessionIsUsedWithoutTakingAnotherSlot) {
    visit_and_keep("a", 1ms, "mx");
    visit_and_keep("b", 2ms, "mx");
    wait("a", 10ms);
    wait("b", 10ms);
    EXPECT_THAT(begun(), ElementsAre("a", "b"));
}

TEST_F(ServerSlots, WhoAlwaysHasSomethingToDoDoesNotKeepHisSessionForEver) {
    limits.per_server = 1;
    visit_and_keep("a", 1ms, "mx");
    wait("a", 2ms);
    EXPECT_THAT(begun(), ElementsAre("a"));
    wait("b", 3ms);
    EXPECT_THAT(begun(), IsEmpty());
    slots.ended("a", true, begin + 4ms);
    wait("a", 4ms);
    EXPECT_THAT(begun(), ElementsAre("b for a"));
    slots.ended("b", true, begin + 5ms);
    EXPECT_THAT(begun(), ElementsAre("a for b"));
}

TEST_F(ServerSlots, AllServersTogetherHaveALimitToo) {
    limits.in_all = 3;
    visit_and_keep("a", 1ms, "one");
    visit_and_keep("b", 2ms, "two");
    wait("c", 3ms, "three");
    wait("d", 4ms, "four");
    wait("e", 5ms, "five");
    wait("f", 6ms, "six");
    EXPECT_THAT(begun(), ElementsAre("c", "d for a", "e for b"));
}

TEST_F(ServerSlots, WhatWasNotMadeDurableIsTakenBack) {
    visit_and_keep("a", 1ms, "mx");
    visit_and_keep("b", 2ms, "mx");
    wait("a", 3ms);
    wait("c", 4ms);
    EXPECT_TRUE(slots.grant(limits));
    EXPECT_TRUE(slots.grant(limits)) << "c for b";
    EXPECT_EQ(slots.visits(), 0U) << "none has begun";
    slots.start_over();
    EXPECT_THAT(slots.with_session(), ElementsAre("a")) << "that of b has been closed";
    EXPECT_TRUE(slots.keeps_session("a"));
    EXPECT_FALSE(slots.is_waiting("c"));
    wait("c", 5ms);
    wait("d", 6ms);
    EXPECT_THAT(begun(), ElementsAre("c", "d for a"));
}

TEST_F(ServerSlots, WhoCameAtTheSameTimeAsTheHolderOfASessionDoesNotBlockIt) {
    limits.per_server = 1;
    visit_and_keep("b", 1ms, "mx");
    wait("a", 2ms);
    wait("b", 2ms);
    EXPECT_THAT(begun(), ElementsAre("b"));
    slots.ended("b", true, begin + 3ms);
    EXPECT_THAT(begun(), ElementsAre("a for b"));
}

TEST_F(ServerSlots, VisitsGoOnWhenTheLineBeginsAnew) {
    wait("a", 1ms);
    EXPECT_THAT(begun(), ElementsAre("a"));
    slots.start_over();
    EXPECT_TRUE(slots.is_visited("a"));
    wait("a", 2ms);
    EXPECT_THAT(begun(), IsEmpty());
    slots.ended("a", false, begin + 1s);
    EXPECT_THAT(begun(), ElementsAre("a"));
}

TEST_F(ServerSlots, ASessionThatIsMadeAnewIsNotKept) {
    wait("a", 1ms);
    EXPECT_THAT(begun(), ElementsAre("a"));
    slots.closed("a");
    EXPECT_TRUE(slots.is_visited("a")) << "until it ends";
    slots.ended("a", true, begin + 1s);
    EXPECT_THAT(slots.with_session(), IsEmpty());
    slots.ended("a", true, begin + 2s);
    slots.closed("a");
    EXPECT_THAT(slots.with_session(), IsEmpty()) << "what isn't there neither ends nor closes";
}

TEST(StartDelay, SpreadsTheMailboxesOfOneServer) {
    std::set<milliseconds> delays;
    auto longest = 0ms;
    for (auto i = 0; i < 1000; ++i) {
        auto const delay = start_delay("box" + std::to_string(i), 1000, 15s);
        delays.insert(delay);
        longest = std::max(longest, delay);
        EXPECT_GE(delay, 0ms);
    }
    EXPECT_LT(longest, 5s);
    EXPECT_GT(longest, 4s);
    EXPECT_GT(delays.size(), 800U);
    EXPECT_EQ(start_delay("box1", 1000, 15s), start_delay("box1", 1000, 15s));
}

TEST(StartDelay, StaysWithinTheGraceAndLeavesSingleMailboxesAlone) {
    for (auto i = 0; i < 100; ++i) {
        auto const name = "box" + std::to_string(i);
        EXPECT_LT(start_delay(name, 1000, 1s), 1s);
        EXPECT_LT(start_delay(name, 3, 15s), 200ms);
        EXPECT_EQ(start_delay(name, 1, 15s), 0ms);
        EXPECT_EQ(start_delay(name, 0, 15s), 0ms);
        EXPECT_EQ(start_delay(name, 1000, 0ms), 0ms);
    }
}

}  // namespace
}  // namespace mailsonde::checker
