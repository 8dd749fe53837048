#pragma once

#include "shared/config/config.hpp"
#include "shared/core/time.hpp"

#include <string>

namespace mailsonde::cli {

/// What is left of a configuration for one round trip of one of its probes: looks begin at once,
/// and a verdict comes within `timeout`.
/// @param probe  one of the configuration's
[[nodiscard]] config::config once_settings(
    config::config const& whole, std::string const& probe, milliseconds timeout
);

}  // namespace mailsonde::cli
