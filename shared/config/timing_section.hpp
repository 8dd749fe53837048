#pragma once

#include "shared/config/config.hpp"
#include "shared/config/object_reader.hpp"

#include <optional>
#include <string>

namespace mailsonde::config {

/// A duration and where the section at hand gives it; no place if it was inherited.
struct timing {
    milliseconds value{0};
    std::optional<position> at;
};

/// What `defaults` and every probe may say about time. Starts with what is built in.
struct timings {
    timing every{probe{}.every, {}};
    timing grace{probe{}.grace, {}};
    timing deadline{probe{}.deadline, {}};
    timing send_window{probe{}.send_window, {}};
    timing retry{probe{}.retry, {}};
    timing undetermined_after{probe{}.undetermined_after, {}};
    timing warn{probe{}.delay.warn, {}};
    timing crit{probe{}.delay.crit, {}};
};

/// Reads the timing keys of `reader` over `inherited` and checks warn <= crit <= deadline and
/// grace < deadline. A violation among inherited values only isn't reported again.
/// @param delay_object  "defaults.delay" or "probes.*.delay"
[[nodiscard]] timings read_timings(
    object_reader const& reader, std::string_view delay_object, timings inherited
);

}  // namespace mailsonde::config
