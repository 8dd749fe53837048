#pragma once

#include "cli/program.hpp"
#include "cli/surroundings.hpp"

#include <filesystem>

namespace mailsonde::cli {

struct health_options {
    std::filesystem::path config;
    bool ready = false;  ///< whether it does its job, not only whether it lives
};

/// Asks the process that runs with this configuration, and says what it answered.
/// @return exit_ok only if all is well
[[nodiscard]] int run_health(health_options const& options, surroundings const& io);

/// `health` of any of the programs: the command and its options, without what is done then.
CLI::App* describe_health(CLI::App& app, health_options& options);

/// `mailsonde health`
void add_health(CLI::App& app, program& to);

}  // namespace mailsonde::cli
