#pragma once

#include "cli/program.hpp"
#include "cli/surroundings.hpp"
#include "shared/core/time.hpp"

#include <filesystem>
#include <string>

namespace mailsonde::cli {

struct once_options {
    std::filesystem::path config;
    std::string probe;
    milliseconds timeout{50'000};  ///< from the start to the verdict
};

/// One round trip of a probe, on a log in memory: nothing of it gets into the event log.
/// @return 0 to 3, as Nagios wants it
[[nodiscard]] int run_once(once_options const& options, surroundings const& io);

/// `mailsonde once`
void add_once(CLI::App& app, program& to);

}  // namespace mailsonde::cli
