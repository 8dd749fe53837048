#pragma once

// Included by this library's .cpp files only: the metrics library stays inside.

#include <prometheus/metric_family.h>

#include <vector>

namespace mailsonde::telemetry {

/// The process_* families that every Prometheus client has, from /proc/self; those that can't be
/// read are left out.
[[nodiscard]] std::vector<prometheus::MetricFamily> process_families();

}  // namespace mailsonde::telemetry
