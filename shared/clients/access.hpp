#pragma once

#include "shared/config/config.hpp"
#include "shared/net/drive.hpp"
#include "shared/net/endpoint.hpp"
#include "shared/telemetry/logger.hpp"

#include <string>

namespace mailsonde::clients {

struct imap_options;

/// Where a configured server is.
[[nodiscard]] net::endpoint endpoint_of(config::server const& server);

/// How a configured mailbox is opened.
/// @param version  what we call ourselves in ID (RFC 2971)
[[nodiscard]] imap_options imap_options_for(
    config::mailbox const& mailbox, std::string version, telemetry::logger& logger
);

/// Shows dialogs in the log at level trace, one line each; empty unless that level is on.
/// @param about  "route" or "mailbox"
[[nodiscard]] net::transcript traced(
    telemetry::logger& logger, std::string about, std::string name
);

}  // namespace mailsonde::clients
