#pragma once

#include "shared/telemetry/logger.hpp"
#include "shared/telemetry/metrics.hpp"
#include "shared/telemetry/readiness.hpp"
#include "shared/telemetry/vitals.hpp"

namespace mailsonde::telemetry {

/// All by which a service tells about itself. What is referred to outlives the service.
struct instruments {
    telemetry::logger& logger;
    telemetry::metrics& metrics;
    telemetry::vitals& vitals;
    telemetry::readiness& readiness;
};

}  // namespace mailsonde::telemetry
