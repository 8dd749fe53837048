#pragma once

#include "shared/config/config.hpp"

#include <string>

namespace mailsonde::config {

/// The configuration as it is in force, as YAML: includes merged, defaults written out, paths
/// absolute, names sorted, every secret as `<redacted>`. The same configuration gives the same
/// text; with references in place of `<redacted>` it loads to the same configuration.
[[nodiscard]] std::string effective_yaml(config const& of);

}  // namespace mailsonde::config
