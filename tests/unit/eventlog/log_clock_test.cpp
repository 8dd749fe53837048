#include "shared/eventlog/log_clock.hpp"

#include <gtest/gtest.h>

namespace mailsonde::eventlog {
namespace {

TEST(LogClock, SinceBootIsPositiveAndNeverGoesBack) {
    auto last = time_since_boot();
    EXPECT_GT(last, milliseconds(0));
    for (auto i = 0; i < 1'000; ++i) {
        auto const now = time_since_boot();
        EXPECT_GE(now, last);
        last = now;
    }
}

TEST(LogClock, NamesTheBootAlwaysTheSame) {
    EXPECT_EQ(current_boot_id(), current_boot_id());
    EXPECT_EQ(current_boot_id().find('\n'), std::string::npos);
}

}  // namespace
}  // namespace mailsonde::eventlog
