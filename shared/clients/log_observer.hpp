#pragma once

#include "shared/eventlog/engine.hpp"
#include "shared/telemetry/logger.hpp"
#include "shared/telemetry/metrics.hpp"

#include <functional>
#include <string>

namespace mailsonde::clients {

/// Tells of a coroutine that ended by an exception, which none should.
[[nodiscard]] std::function<void(std::string const&, std::string const&)> coroutine_observer(
    telemetry::logger& logger
);

/// Tells of a record that can't be read and is passed over.
void tell_unreadable(
    telemetry::logger& logger, eventlog::stored_record const& record, failure const& why
);

/// Tells log and metrics how a service gets on with the event log. What fails again and again for
/// the same reason is logged once a minute. The references outlive it.
/// @param service  "sender" or "checker"
[[nodiscard]] eventlog::engine_observer observer_for(
    std::string service, telemetry::logger& logger, telemetry::metrics& metrics
);

}  // namespace mailsonde::clients
