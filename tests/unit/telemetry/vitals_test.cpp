#include "shared/telemetry/vitals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

vitals::clock::time_point const start{100h};

TEST(Vitals, APartMayBeSilentForHalfAMinute) {
    for (auto const silence : {0ms, 1ms, 29'999ms, 30'000ms}) {
        EXPECT_THAT(silent_parts({{"main", start}}, start + silence), IsEmpty()) << silence.count();
    }
    EXPECT_THAT(
        silent_parts({{"main", start}}, start + 30'001ms), ElementsAre("main: silent for 30s")
    );
    EXPECT_THAT(
        silent_parts({{"main", start}}, start + 61min), ElementsAre("main: silent for 1h1m")
    );
    EXPECT_THAT(silent_parts({{"main", start + 1s}}, start), IsEmpty()) << "it beat just now";
}

TEST(Vitals, EverySilentPartIsNamed) {
    EXPECT_THAT(
        silent_parts(
            {{"sender.engine", start}, {"sender.io", start + 50s}, {"main", start + 10s}},
            start + 60s
        ),
        ElementsAre("sender.engine: silent for 1m", "main: silent for 50s")
    );
    EXPECT_THAT(silent_parts({}, start), IsEmpty());
}

TEST(Vitals, APartLivesFromItsBeginningAndByItsBeats) {
    vitals all;
    auto& engine = all.add("engine", start);
    auto& io = all.add("io", start);
    EXPECT_THAT(silent_parts(all.signs(), start + 20s), IsEmpty());
    engine.beat(start + 20s);
    EXPECT_THAT(silent_parts(all.signs(), start + 40s), ElementsAre("io: silent for 40s"));
    io.beat(start + 40s);
    EXPECT_THAT(silent_parts(all.signs(), start + 45s), IsEmpty());
    EXPECT_THAT(silent_parts(all.signs(), start + 60s), ElementsAre("engine: silent for 40s"));
}

TEST(Vitals, ABeatIsNowUnlessSaidOtherwise) {
    vitals all;
    auto& part = all.add("main", start);
    auto const before = vitals::clock::now();
    part.beat();
    EXPECT_GE(all.signs().front().last, before);
    EXPECT_LE(all.signs().front().last, vitals::clock::now());
}

}  // namespace
}  // namespace mailsonde::telemetry
