#include "shared/core/time.hpp"

#include <gtest/gtest.h>

namespace mailsonde {
namespace {

using namespace std::chrono_literals;

auto const moment = instant(1795485600123ms);

TEST(Time, Rfc3339RoundTrip) {
    EXPECT_EQ(to_rfc3339(moment), "2026-11-24T02:00:00.123Z");
    EXPECT_EQ(from_rfc3339("2026-11-24T02:00:00.123Z"), moment);
    EXPECT_EQ(from_rfc3339("2026-11-24T02:00:00Z"), moment - 123ms);
}

TEST(Time, Rfc3339RejectsOtherShapes) {
    for (auto const* bad :
         {"",
          "Z",
          "2026-11-24",
          "2026-11-24 02:00:00Z",
          "2026-11-24T02:00:00",
          "2026-11-24T02:00:00+01:00",
          "2026-13-24T02:00:00Z",
          "2026-02-30T02:00:00Z",
          "2026-11-24T24:00:00Z",
          "2026-11-24T02:00:00.1Z",
          "2026-11-24T02:00:00,123Z",
          "2x26-11-24T02:00:00Z",
          "9999-12-31T23:59:60Z"}) {
        EXPECT_EQ(from_rfc3339(bad), std::nullopt) << bad;
    }
}

TEST(Time, Rfc3339HasFourDigitsForAYear) {
    for (auto const* edge : {"0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"}) {
        auto const at = from_rfc3339(edge);
        ASSERT_TRUE(at) << edge;
        EXPECT_EQ(to_rfc3339(*at), edge);
    }
}

TEST(Time, OtherYearsAreDatesAllTheSame) {
    auto const first = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
    EXPECT_EQ(to_rfc3339(instant(first) - 1ms), "-001-12-31T23:59:59.999Z");
    auto const last = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);
    EXPECT_EQ(to_rfc3339(instant(last) + 24h), "10000-01-01T00:00:00.000Z");
}

TEST(Time, Rfc5322Date) {
    EXPECT_EQ(to_rfc5322_date(moment), "Tue, 24 Nov 2026 02:00:00 +0000");
}

TEST(Duration, ReadsUnitsInFallingOrder) {
    std::pair<char const*, milliseconds> const cases[] = {
        {"0s", 0ms}, {"100ms", 100ms}, {"90s", 90s}, {"5m", 5min}, {"1h30m", 90min}, {"1d2h", 26h}
    };
    for (auto const& [text, value] : cases) {
        EXPECT_EQ(parse_duration(text), value) << text;
    }
}

TEST(Duration, RejectsEverythingElse) {
    for (auto const* bad :
         {"",
          "5",
          "m",
          "5 m",
          "-5m",
          "+5m",
          "5x",
          "5m1h",
          "5m5m",
          "1.5h",
          "5M",
          "99999999999d",
          "3660d",
          "9223372036854775807ms"}) {
        EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
    }
}

TEST(Duration, WritesWhatItReads) {
    for (auto const* text : {"0s", "100ms", "1m30s", "5m", "1h30m", "1d2h"}) {
        EXPECT_EQ(to_text(parse_duration(text).value()), text);
    }
}

}  // namespace
}  // namespace mailsonde
