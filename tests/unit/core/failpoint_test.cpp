#include "shared/core/failpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <set>

namespace mailsonde {
namespace {

using testing::ExitedWithCode;
using testing::HasSubstr;
using testing::KilledBySignal;

constexpr auto well = 7;  // an exit status that nothing else has

result<void> arm(std::map<std::string, std::string> const& variables) {
    return arm_failpoints([variables](std::string const& name) -> std::optional<std::string> {
        auto const found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
}

/// In a process of its own, for orders can't be taken back.
[[noreturn]] void run(std::map<std::string, std::string> const& variables, void (*work)()) {
    if (!arm(variables)) {
        std::_Exit(1);
    }
    work();
    std::_Exit(well);
}

void pass_twice() {
    failpoint("sender.S1.slot_decided");
    failpoint("sender.S1.slot_decided");
}

TEST(Failpoint, KillsAtTheFirstPassageUnlessToldOtherwise) {
    EXPECT_EXIT(
        run({{"MAILSONDE_CRASH_AT", "sender.S1.slot_decided"}},
            [] { failpoint("sender.S1.slot_decided"); }),
        KilledBySignal(SIGKILL),
        "^failpoint sender.S1.slot_decided"
    );
}

TEST(Failpoint, KillsAtTheThirdPassageAndNotBefore) {
    auto const third =
        std::map<std::string, std::string>{{"MAILSONDE_CRASH_AT", "sender.S1.slot_decided#3"}};
    EXPECT_EXIT(run(third, pass_twice), ExitedWithCode(well), "");
    EXPECT_EXIT(
        run(third,
            [] {
                pass_twice();
                failpoint("sender.S1.slot_decided");
            }),
        KilledBySignal(SIGKILL),
        ""
    );
}

TEST(Failpoint, OthersArePassedUnharmed) {
    EXPECT_EXIT(
        run({{"MAILSONDE_CRASH_AT", "checker.R1.joined"}},
            [] {
                failpoint("sender.S1.slot_decided");
                failpoint("mailsonde-sender", "R1.joined");
                failpoint("another group", "R1.joined");
            }),
        ExitedWithCode(well),
        ""
    );
}

TEST(Failpoint, TheEngineOfEachServiceHasItsOwn) {
    EXPECT_EXIT(
        run({{"MAILSONDE_CRASH_AT", "checker.R1.joined"}},
            [] { failpoint("mailsonde-checker", "R1.joined"); }),
        KilledBySignal(SIGKILL),
        "^failpoint checker.R1.joined"
    );
}

TEST(Failpoint, StopsAndGoesOn) {
    auto const child = fork();
    if (child == 0) {
        run({{"MAILSONDE_STOP_AT", "sender.S1.slot_decided#1"}}, pass_twice);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
    ASSERT_TRUE(WIFSTOPPED(status));
    kill(child, SIGCONT);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == well);
}

TEST(Failpoint, IsDueOnlyBeforeThePassageThatCounts) {
    EXPECT_EXIT(
        run({{"MAILSONDE_CRASH_AT", "checker.C6.flagged#2"}},
            [] {
                auto const at_first = failpoint_is_due("checker.C6.flagged");
                failpoint("checker.C6.flagged");
                auto const at_second = failpoint_is_due("checker.C6.flagged");
                std::_Exit(!at_first && at_second ? well : 1);
            }),
        ExitedWithCode(well),
        ""
    );
}

TEST(Failpoint, BreaksOnlyWhatItWasToldTo) {
    EXPECT_EXIT(
        run({{"MAILSONDE_BREAK", "checker.release_before_commit"}},
            [] {
                auto const right = is_broken("mailsonde-checker", "release_before_commit");
                auto const wrong = is_broken("mailsonde-sender", "release_before_commit") ||
                                   is_broken("ignore_fence");
                std::_Exit(right && !wrong ? well : 1);
            }),
        ExitedWithCode(well),
        ""
    );
}

TEST(Failpoint, TheClockRunsAhead) {
    EXPECT_EXIT(
        run({{"MAILSONDE_CLOCK_AHEAD", "11m"}},
            [] {
                auto const before = std::chrono::system_clock::now();
                std::_Exit(wall_now() - before >= std::chrono::minutes(10) ? well : 1);
            }),
        ExitedWithCode(well),
        ""
    );
}

TEST(Failpoint, UnknownOrdersAreRefused) {
    // A test whose point has a typo could not fail.
    struct row {
        std::string variable;
        std::string value;
        std::string told;
    };

    for (auto const& [variable, value, told] : std::initializer_list<row>{
             {"MAILSONDE_CRASH_AT", "sender.S1.slot", "sender.S1.slot_decided"},
             {"MAILSONDE_CRASH_AT", "", "sender.S1.slot_decided"},
             {"MAILSONDE_CRASH_AT", "sender.S1.slot_decided#", "a passage"},
             {"MAILSONDE_CRASH_AT", "sender.S1.slot_decided#0", "a passage"},
             {"MAILSONDE_CRASH_AT", "sender.S1.slot_decided#1x", "a passage"},
             {"MAILSONDE_STOP_AT", "checker.S1.slot_decided", "checker.C1.sent_taken"},
             {"MAILSONDE_BREAK", "ignore_fences", "ignore_fence"},
             {"MAILSONDE_CLOCK_AHEAD", "11", "a duration"},
         }) {
        auto const armed = arm({{variable, value}});
        ASSERT_TRUE(armed.has_error()) << value;
        EXPECT_THAT(armed.error().detail, HasSubstr(variable + ": \"" + value + "\""));
        EXPECT_THAT(armed.error().detail, HasSubstr(told));
    }
    EXPECT_FALSE(arm({}).has_error());
}

TEST(Failpoint, NamesAreThereOnce) {
    std::set<std::string_view> const names(failpoint_names.begin(), failpoint_names.end());
    EXPECT_EQ(names.size(), failpoint_names.size());
}

}  // namespace
}  // namespace mailsonde
