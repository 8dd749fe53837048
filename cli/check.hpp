#pragma once

#include "cli/program.hpp"
#include "cli/surroundings.hpp"

#include <filesystem>

namespace mailsonde::cli {

struct check_options {
    std::filesystem::path config;
    bool quiet = false;  ///< nothing on standard output
};

/// Writes the effective configuration to `io.out`, or all problems to `io.err`.
[[nodiscard]] int run_check(check_options const& options, surroundings const& io);

/// `mailsonde check`
void add_check(CLI::App& app, program& to);

}  // namespace mailsonde::cli
