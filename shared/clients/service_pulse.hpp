#pragma once

#include "shared/eventlog/engine.hpp"
#include "shared/eventlog/runner.hpp"
#include "shared/telemetry/instruments.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace mailsonde::clients {

/// How one service gets on, told to metrics and health pages. For the engine's thread.
class service_pulse {
public:
    /// What `with` refers to outlives this.
    service_pulse(std::string service, telemetry::instruments const& with);

    void committed(eventlog::commit_result const& done);
    void failed(std::string const& what, failure const& why);
    void assigned();
    void turned(eventlog::turn_report const& turn);

private:
    using steady = std::chrono::steady_clock;

    std::string service_;
    telemetry::instruments with_;
    telemetry::vitals::part& beats_;
    bool failed_ = false;  ///< in this turn
    std::optional<steady::time_point> restoring_since_;
};

/// What a service's parts are to be told to.
struct service_observers {
    eventlog::engine_observer engine;
    std::function<void(eventlog::turn_report const&)> turned;  ///< for the runner
    std::function<void(std::size_t)> alive;                    ///< for the io thread
};

/// Tells log, metrics and health pages how a service gets on.
/// @param service  "sender" or "checker"
[[nodiscard]] service_observers observers_for(
    std::string const& service, telemetry::instruments const& with
);

}  // namespace mailsonde::clients
