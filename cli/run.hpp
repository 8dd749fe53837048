#pragma once

#include "cli/program.hpp"
#include "cli/surroundings.hpp"

#include <filesystem>

namespace mailsonde::cli {

/// Sender and checker in this process, over the embedded log, until SIGINT or SIGTERM.
[[nodiscard]] int run_services(std::filesystem::path const& config, surroundings const& io);

/// `mailsonde run`
void add_run(CLI::App& app, program& to);

}  // namespace mailsonde::cli
