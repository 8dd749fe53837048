#pragma once

#include "shared/eventlog/engine.hpp"
#include "shared/telemetry/logger.hpp"
#include "shared/telemetry/metrics.hpp"

#include <string>

namespace mailsonde::clients {

/// Tells log and metrics how a service gets on with the event log. The references outlive it.
/// @param service  "sender" or "checker"
[[nodiscard]] eventlog::engine_observer observer_for(
    std::string service, telemetry::logger& logger, telemetry::metrics& metrics
);

}  // namespace mailsonde::clients
