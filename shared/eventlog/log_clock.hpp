#pragma once

#include "shared/core/time.hpp"

#include <functional>
#include <string>

namespace mailsonde::eventlog {

/// Time since the machine was started, suspension included (CLOCK_BOOTTIME): the same for all
/// processes of a host, and steps of the wall clock don't touch it.
[[nodiscard]] milliseconds time_since_boot();

/// Names the current run of the kernel; empty if the system doesn't tell.
[[nodiscard]] std::string current_boot_id();

/// The clocks of a log; tests put their own in.
struct log_clock {
    std::function<instant()> wall = wall_now;                    ///< for timestamps and retention
    std::function<milliseconds()> since_boot = time_since_boot;  ///< for leases
};

}  // namespace mailsonde::eventlog
