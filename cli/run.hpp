#pragma once

#include "cli/program.hpp"
#include "cli/surroundings.hpp"

#include <cstdint>
#include <filesystem>

namespace mailsonde::cli {

/// What this process is. The pair shares its work with others of its kind, over Kafka; both in one
/// need nobody, and have the embedded log.
enum class service_role : std::uint8_t { both, sender, checker };

/// Sender, checker or both, until SIGINT or SIGTERM.
[[nodiscard]] int run_services(
    std::filesystem::path const& config, service_role role, surroundings const& io
);

/// `mailsonde run`
void add_run(CLI::App& app, program& to);

}  // namespace mailsonde::cli
