#pragma once

#include "shared/config/config.hpp"
#include "shared/config/object_reader.hpp"

namespace mailsonde::config {

/// How old a test mail must be for nobody to expect it any more: 25 h, and as much longer as the
/// probe that may take longest from a slot to a verdict. `late` is watched for for 24 h of these.
[[nodiscard]] milliseconds least_reaping_age(config const& of);

/// Reads `reaper` of the top file. To be called once all probes are read: `after` is checked
/// against them and, if it isn't given, fits them.
void read_reaper(object_reader const& top, config& out);

}  // namespace mailsonde::config
