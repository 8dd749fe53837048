#pragma once

#include "cli/surroundings.hpp"
#include "shared/config/config.hpp"
#include "shared/config/loader.hpp"

#include <filesystem>
#include <optional>

namespace mailsonde::cli {

/// How the configuration is loaded here: secrets from the environment, the host's name for EHLO.
[[nodiscard]] config::loader_options loader_options_for(config::environment env);

/// The configuration, or nullopt after all its problems were written to `io.err`, one a line as
/// "file:line:column: what; hint".
[[nodiscard]] std::optional<config::config> load_or_report(
    std::filesystem::path const& file, surroundings const& io
);

}  // namespace mailsonde::cli
