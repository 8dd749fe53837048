#include "shared/core/inbox.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>

namespace mailsonde {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

TEST(Inbox, GivesEverythingInItsOrderAndOnce) {
    inbox<int> box;
    box.push(1);
    box.push(2);
    box.push(3);
    EXPECT_EQ(box.take(0ms), (std::vector<int>{1, 2, 3}));
    EXPECT_TRUE(box.take(0ms).empty());
}

TEST(Inbox, DoesNotWaitIfThereIsSomething) {
    inbox<int> box;
    box.push(1);
    auto const began = clock::now();
    EXPECT_EQ(box.take(1h), std::vector<int>{1});
    EXPECT_LT(clock::now(), began + 1min);
}

TEST(Inbox, HasPatienceForAWhileOnly) {
    inbox<int> box;
    auto const began = clock::now();
    EXPECT_TRUE(box.take(20ms).empty());
    EXPECT_GE(clock::now(), began + 20ms);
}

TEST(Inbox, WakesTheOwnerFromAnotherThread) {
    inbox<int> box;
    std::jthread const other([&box] { box.push(7); });
    EXPECT_EQ(box.take(1h), std::vector<int>{7});
}

TEST(Inbox, LosesNothingOfManyThreads) {
    inbox<int> box;
    constexpr auto threads = 4;
    constexpr auto each = 1000;
    std::vector<std::jthread> others;
    for (auto i = 0; i < threads; ++i) {
        others.emplace_back([&box, i] {
            for (auto j = 0; j < each; ++j) {
                box.push(i * each + j);
            }
        });
    }
    std::vector<int> newest(threads, -1);
    auto const deadline = clock::now() + 120s;
    for (auto taken = 0; taken < threads * each;) {
        ASSERT_LT(clock::now(), deadline);
        for (auto const value : box.take(100ms)) {
            auto& last = newest.at(static_cast<std::size_t>(value / each));
            EXPECT_EQ(value % each, last + 1) << "in the order of its thread";
            last = value % each;
            ++taken;
        }
    }
}

TEST(Inbox, TakesWhatCanOnlyBeMoved) {
    inbox<std::unique_ptr<int>> box;
    box.push(std::make_unique<int>(5));
    auto const got = box.take(0ms);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(*got.front(), 5);
}

TEST(Inbox, AnotherThreadEndsATakeThatHasPatience) {
    inbox<int> box;
    std::jthread const other([&box] { box.end_take_by(clock::now() + 5ms); });
    auto const began = clock::now();
    EXPECT_TRUE(box.take(1h).empty());
    EXPECT_LT(clock::now(), began + 1min);
}

TEST(Inbox, ALimitCountsForOneTakeAndNeverLengthensIt) {
    inbox<int> box;
    auto const began = clock::now();
    box.end_take_by(began);
    box.end_take_by(began + 1h);
    EXPECT_TRUE(box.take(1h).empty());
    EXPECT_LT(clock::now(), began + 1min);
    auto const second = clock::now();
    box.end_take_by(second + 1h);
    EXPECT_TRUE(box.take(20ms).empty());
    EXPECT_GE(clock::now(), second + 20ms);
    EXPECT_LT(clock::now(), second + 1min);
}

}  // namespace
}  // namespace mailsonde
