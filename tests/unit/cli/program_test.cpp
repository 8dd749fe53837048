#include "cli/program.hpp"

#include "cli/check.hpp"
#include "cli/exit_status.hpp"
#include "cli/reap.hpp"
#include "cli/service_program.hpp"
#include "cli/tail.hpp"
#include "cli/token.hpp"
#include "tests/unit/cli/console.hpp"

#include <gmock/gmock.h>

#include <array>
#include <streambuf>

namespace mailsonde::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

int run(console& at, std::vector<std::string> arguments) {
    constexpr std::array<add_command, 4> commands{add_check, add_reap, add_tail, add_token};
    return run_program(std::move(arguments), commands, at.io());
}

TEST(Program, HelpTellsHowToUseEachCommand) {
    for (auto const& command :
         {std::vector<std::string>{}, {"check"}, {"reap"}, {"tail"}, {"token", "inspect"}}) {
        console at;
        auto arguments = command;
        arguments.emplace_back("--help");
        EXPECT_EQ(run(at, arguments), exit_ok);
        EXPECT_THAT(at.out.str(), HasSubstr("--config FILE=/etc/mailsonde/mailsonde.yaml"));
        EXPECT_THAT(at.out.str(), HasSubstr("Exit status:\n  0  "));
        EXPECT_EQ(
            at.out.str().find("Examples:\n  mailsonde ") == std::string::npos, command.empty()
        );
        EXPECT_THAT(at.err.str(), IsEmpty());
    }
}

TEST(Program, WithoutACommandShowsTheHelpThatLacks) {
    console at;
    EXPECT_EQ(run(at, {}), exit_usage);
    EXPECT_THAT(at.err.str(), HasSubstr("Usage: mailsonde [OPTIONS] [SUBCOMMAND]"));
    EXPECT_THAT(at.out.str(), IsEmpty());
    at.err.str("");
    EXPECT_EQ(run(at, {"token"}), exit_usage);
    EXPECT_THAT(at.err.str(), HasSubstr("Usage: mailsonde token [OPTIONS] [SUBCOMMAND]"));
}

TEST(Program, SaysItsVersion) {
    console at;
    EXPECT_EQ(run(at, {"--version"}), exit_ok);
    EXPECT_EQ(at.out.str(), "mailsonde 0.1.0\n");
}

TEST(Program, SaysWhichPagesThereAre) {
    auto const* const routes = "/healthz\n/readyz\n/metrics\n";
    console at;
    EXPECT_EQ(run(at, {"--print-routes"}), exit_ok);
    EXPECT_EQ(at.out.str(), routes);
    for (auto const role : {service_role::sender, service_role::checker}) {
        console of_the_pair;
        EXPECT_EQ(run_service_program(role, {"--print-routes"}, of_the_pair.io()), exit_ok);
        EXPECT_EQ(of_the_pair.out.str(), routes);
    }
}

TEST(Program, RefusesWhatItDoesNotKnow) {
    for (auto const& wrong : std::vector<std::vector<std::string>>{
             {"--nope"},
             {"nope"},
             {"check", "--nope"},
             {"check", "tail"},
             {"-c"},
             {"token", "inspect"},
             {"token", "inspect", "a", "b"},
             {"tail", "--last", "-1"},
             {"tail", "--last", "many"},
             {"tail", "--type", "nope"},
             {"tail", "--all", "--last", "3"}
         }) {
        console at;
        EXPECT_EQ(run(at, wrong), exit_usage) << wrong.back();
        EXPECT_THAT(at.err.str(), EndsWith(" --help.\n")) << wrong.back();
        EXPECT_THAT(at.out.str(), IsEmpty());
    }
}

TEST(Program, TakesTheConfigurationBeforeAndBehindTheCommand) {
    console at;
    auto const file = at.configure().string();
    EXPECT_EQ(run(at, {"-c", file, "check", "-q"}), exit_ok) << at.err.str();
    EXPECT_EQ(run(at, {"check", "-q", "--config", file}), exit_ok) << at.err.str();
    EXPECT_EQ(run(at, {"check", "-c", file + ".none"}), exit_failed);
}

/// A full disk.
struct full_device : std::streambuf {};

TEST(Program, FailsIfItsOutputCanNotBeWritten) {
    for (auto const reader_gone : {false, true}) {
        console at;
        at.reader_gone = reader_gone;
        auto const file = at.configure().string();
        full_device full;
        std::ostream out(&full);
        auto const io = at.io();
        constexpr std::array<add_command, 1> commands{add_check};
        auto const status = run_program(
            {"check", "-c", file}, commands, {io.in, out, io.err, io.env, io.reader_gone}
        );
        EXPECT_EQ(status, reader_gone ? exit_ok : exit_failed);
        EXPECT_EQ(at.err.str().empty(), reader_gone);
    }
}

}  // namespace
}  // namespace mailsonde::cli
