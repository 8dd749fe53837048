#include "cli/signal_gate.hpp"

#include <gtest/gtest.h>

#include <pthread.h>

#include <chrono>
#include <csignal>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;

TEST(SignalGate, LetsTimePass) {
    signal_gate const gate;
    EXPECT_EQ(gate.wait(0ms), std::nullopt);
    EXPECT_EQ(gate.wait(1ms), std::nullopt);
}

TEST(SignalGate, TellsEachSignalAtOnce) {
    for (auto const signal : {SIGINT, SIGTERM, SIGHUP}) {
        signal_gate const gate;
        ASSERT_EQ(::pthread_kill(::pthread_self(), signal), 0);
        EXPECT_EQ(gate.wait(1h), signal) << "and the test ends in time";
        EXPECT_EQ(gate.wait(0ms), std::nullopt);
    }
}

TEST(SignalGate, GivesTheSignalsBack) {
    sigset_t before;
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &before), 0);
    {
        signal_gate const gate;
        ASSERT_EQ(::pthread_kill(::pthread_self(), SIGINT), 0);
    }
    sigset_t after;
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &after), 0);
    EXPECT_EQ(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
}

}  // namespace
}  // namespace mailsonde::cli
