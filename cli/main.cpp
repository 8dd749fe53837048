#include "cli/check.hpp"
#include "cli/health.hpp"
#include "cli/once.hpp"
#include "cli/program.hpp"
#include "cli/reap.hpp"
#include "cli/run.hpp"
#include "cli/surroundings.hpp"
#include "cli/tail.hpp"
#include "cli/token.hpp"
#include "cli/topics.hpp"
#include "shared/config/loader.hpp"
#include "shared/core/failpoint.hpp"

#include <array>
#include <csignal>
#include <iostream>

int main(int argc, char** argv) {
    using namespace mailsonde::cli;
    // To the reader's end of a pipe that went away we just stop writing.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    // A limit on the size of files (ulimit -f) is an error like a full disk, and no reason to die.
    static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
    auto const armed = mailsonde::arm_failpoints(mailsonde::config::process_environment());
    if (!armed) {
        std::cerr << "mailsonde: " << armed.error().text() << '\n';
        return exit_usage;
    }
    constexpr std::array<add_command, 8> commands{
        add_check, add_health, add_once, add_reap, add_run, add_tail, add_token, add_topics
    };
    return run_program({argv + 1, argv + argc}, commands, process_surroundings());
}
