#pragma once

#include "shared/config/yaml_node.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace mailsonde::config {

inline constexpr std::size_t max_depth = 16;  ///< lists and mappings inside each other

/// Parses the text of a source. Anchors, aliases, tags, further documents, invalid UTF-8 and
/// control characters (raw or escaped, in any string) are reported as problems.
/// @param source  index for the positions
/// @return nullopt if there is no tree worth looking at; the reason is reported
[[nodiscard]] std::optional<yaml_node> read_yaml(
    loading& load, std::size_t source, std::string_view text
);

}  // namespace mailsonde::config
