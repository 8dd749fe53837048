#include "shared/telemetry/watchdog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

vitals::clock::time_point const start{100h};

TEST(SilenceWatch, NamesAPartOnceItWasSilentForTooManyLooks) {
    silence_watch watch(3);
    for (auto look = 0; look <= 3; ++look) {
        EXPECT_THAT(watch.look({{"io", start}, {"main", start + look * 1s}}), IsEmpty()) << look;
    }
    EXPECT_THAT(watch.look({{"io", start}, {"main", start + 4s}}), ElementsAre("io"));
}

TEST(SilenceWatch, ForgivesWhoBeatsAgain) {
    silence_watch watch(2);
    for (auto round = 0; round < 5; ++round) {
        auto const last = start + round * 1h;
        for (auto look = 0; look <= 2; ++look) {
            EXPECT_THAT(watch.look({{"io", last}}), IsEmpty()) << round << " " << look;
        }
    }
}

TEST(SilenceWatch, BlamesNobodyForTimeInWhichNobodyLooked) {
    silence_watch watch(2);
    EXPECT_THAT(watch.look({{"io", start}}), IsEmpty());
    EXPECT_THAT(watch.look({{"io", start}}), IsEmpty()) << "however late this look comes";
}

TEST(Watchdog, TellsOnceWhichPartHangs) {
    vitals all;
    static_cast<void>(all.add("hangs", start));
    auto& lives = all.add("lives");
    std::promise<std::vector<std::string>> told;
    auto calls = 0;
    auto const found = told.get_future();
    watchdog const dog(all, {.step = 1ms, .patience = 50}, [&](auto const& parts) {
        ++calls;
        told.set_value(parts);
    });
    while (found.wait_for(1ms) != std::future_status::ready) {
        lives.beat();
    }
    EXPECT_EQ(calls, 1);
}

TEST(Watchdog, EndsAtOnceAndSaysNothingWhileAllTurn) {
    vitals all;
    static_cast<void>(all.add("main"));
    auto const began = vitals::clock::now();
    {
        watchdog const dog(all, {.step = 1h, .patience = 0}, [](auto const& /*parts*/) {
            ADD_FAILURE() << "nothing hangs";
        });
    }
    EXPECT_LT(vitals::clock::now() - began, 1h);
}

}  // namespace
}  // namespace mailsonde::telemetry
