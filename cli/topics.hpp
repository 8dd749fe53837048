#pragma once

#include "cli/program.hpp"
#include "cli/surroundings.hpp"

#include <filesystem>

namespace mailsonde::cli {

/// Makes the topics that are missing, and verifies those that are there.
[[nodiscard]] int create_topics(std::filesystem::path const& config, surroundings const& io);

/// Whether all topics are there as they must be; changes nothing.
[[nodiscard]] int verify_topics(std::filesystem::path const& config, surroundings const& io);

/// `mailsonde topics create`, `mailsonde topics verify`
void add_topics(CLI::App& app, program& to);

}  // namespace mailsonde::cli
