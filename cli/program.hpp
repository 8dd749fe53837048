#pragma once

#include "cli/exit_status.hpp"
#include "cli/surroundings.hpp"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

// NOLINTBEGIN(readability-identifier-naming): CLI11's own names
namespace CLI {
class App;
}

// NOLINTEND(readability-identifier-naming)

namespace mailsonde::cli {

/// What the command line said that concerns all commands. Outlives the parsing.
struct program {
    surroundings io;
    std::filesystem::path config = "/etc/mailsonde/mailsonde.yaml";
    /// The exit status for a wrong command line; a plugin needs another one.
    int usage_status = exit_usage;
    /// Set by the chosen command when the whole line has been read; returns the exit status.
    std::function<int()> chosen;
};

/// Adds one command to `app`. Its callback sets `to.chosen` and does nothing else, so that nothing
/// runs while a later part of the line may still be wrong.
using add_command = void (*)(CLI::App& app, program& to);

/// Reads the command line and runs what it asks for.
/// @param arguments  without the program's name
/// @return the exit status; see exit_status.hpp
[[nodiscard]] int run_program(
    std::vector<std::string> arguments, std::span<add_command const> commands, surroundings io
);

}  // namespace mailsonde::cli
