#pragma once

#include "shared/config/config.hpp"
#include "shared/net/drive.hpp"
#include "shared/net/endpoint.hpp"
#include "shared/telemetry/logger.hpp"

#include <string>

namespace mailsonde::clients {

/// Where a configured server is.
[[nodiscard]] net::endpoint endpoint_of(config::server const& server);

/// Shows dialogs in the log at level trace, one line each; empty unless that level is on.
/// @param about  "route" or "mailbox"
[[nodiscard]] net::transcript traced(
    telemetry::logger& logger, std::string about, std::string name
);

}  // namespace mailsonde::clients
