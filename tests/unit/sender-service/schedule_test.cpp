#include "sender-service/schedule.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;

auto const now = instant(1'795'485'600'123ms);
constexpr milliseconds every = 5min;

TEST(Schedule, SlotsLieOnAGridThatDependsOnTheProbeOnly) {
    auto const slot = newest_slot("inbound", every, now);
    EXPECT_LE(slot, now);
    EXPECT_GT(slot + every, now);
    EXPECT_EQ(newest_slot("inbound", every, slot), slot);
    EXPECT_EQ(newest_slot("inbound", every, slot + every - 1ms), slot);
    EXPECT_EQ(newest_slot("inbound", every, slot + every), slot + every);
    EXPECT_EQ(next_slot("inbound", every, now), slot + every);
}

TEST(Schedule, ProbesAreSpreadOverTheInterval) {
    std::set<instant> slots;
    for (auto i = 0; i < 20; ++i) {
        slots.insert(newest_slot("probe" + std::to_string(i), every, now));
    }
    EXPECT_EQ(slots.size(), 20U);
}

struct decision_case {
    char const* name;
    milliseconds last;  ///< before the slot S, as an age; negative: never
    milliseconds now;   ///< after S
    bool send;
    std::int64_t missed;
};

TEST(Schedule, DecidesBySlotAndStartWindow) {
    auto const slot = newest_slot("inbound", every, now);
    decision_case const cases[] = {
        {"never seen: at once", -1ms, 4min, true, 0},
        {"due", 5min, 0ms, true, 0},
        {"due, a little late", 5min, 59'999ms, true, 0},
        {"too late for the slot", 5min, 60s, false, 1},
        {"already sent", 0ms, 1s, false, 0},
        {"already sent, just before the next", 0ms, 5min - 1ms, false, 0},
        {"one slot missed", 10min, 1s, true, 1},
        {"a day missed", 24h, 1s, true, 287},
        {"a day missed and too late now", 24h, 2min, false, 288},
        {"the interval was changed: an odd grid", 7min, 1s, true, 1},
    };
    for (auto const& c : cases) {
        auto const last = c.last < 0ms ? std::optional<instant>() : std::optional(slot - c.last);
        auto const decision = decide_slot("inbound", every, last, slot + c.now);
        EXPECT_EQ(decision.send.has_value(), c.send) << c.name;
        if (decision.send) {
            EXPECT_EQ(*decision.send, slot) << c.name;
        }
        EXPECT_EQ(decision.gap ? decision.gap->slots : 0, c.missed) << c.name;
        if (decision.gap) {
            EXPECT_GT(decision.gap->from, *last) << c.name;
            EXPECT_EQ(decision.gap->to, decision.send ? slot - every : slot) << c.name;
        }
    }
}

TEST(Schedule, ShortIntervalsHaveAStartWindowOfHalfTheInterval) {
    auto const slot = newest_slot("fast", 10s, now);
    EXPECT_TRUE(decide_slot("fast", 10s, slot - 10s, slot + 4'999ms).send);
    EXPECT_FALSE(decide_slot("fast", 10s, slot - 10s, slot + 5s).send);
}

TEST(Schedule, AClockThatStepsBackRepeatsNoSlot) {
    auto const slot = newest_slot("inbound", every, now);
    EXPECT_EQ(decide_slot("inbound", every, slot, slot - 20min), slot_decision());
    EXPECT_EQ(decide_slot("inbound", every, slot, slot - 1h), slot_decision());
}

TEST(Schedule, AClockThatWasFarAheadDoesNotSilenceAProbe) {
    auto const slot = newest_slot("inbound", every, now);
    auto const decision = decide_slot("inbound", every, slot + 1h + every, slot);
    EXPECT_EQ(decision.send, slot);
    EXPECT_FALSE(decision.gap);
    EXPECT_FALSE(decide_slot("daily", 24h, newest_slot("daily", 24h, now) + 24h, now).send);
}

}  // namespace
}  // namespace mailsonde::sender
