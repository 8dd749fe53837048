#include "cli/interruption.hpp"

#include <gtest/gtest.h>

#include <pthread.h>

#include <chrono>
#include <csignal>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;

TEST(Interruption, LetsTimePass) {
    interruption stop;
    EXPECT_TRUE(stop.pause(0ms));
    EXPECT_TRUE(stop.pause(1ms));
}

TEST(Interruption, EndsAPauseAtOnceAndForGood) {
    for (auto const signal : {SIGINT, SIGTERM}) {
        interruption stop;
        ASSERT_EQ(::pthread_kill(::pthread_self(), signal), 0);
        EXPECT_FALSE(stop.pause(1h)) << "and the test ends in time";
        EXPECT_FALSE(stop.pause(1h));
    }
}

TEST(Interruption, GivesTheSignalsBack) {
    sigset_t before;
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &before), 0);
    {
        interruption const stop;
        ASSERT_EQ(::pthread_kill(::pthread_self(), SIGINT), 0);
    }
    sigset_t after;
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &after), 0);
    EXPECT_EQ(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
}

}  // namespace
}  // namespace mailsonde::cli
