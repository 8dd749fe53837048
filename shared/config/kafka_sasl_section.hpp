#pragma once

#include "shared/config/kafka_options.hpp"
#include "shared/config/object_reader.hpp"

#include <optional>

namespace mailsonde::config {

/// Reads `kafka.sasl`: the mechanism, and the keys that belong to it.
/// @return nullopt if there is no good mechanism; that is reported then, as is all else
[[nodiscard]] std::optional<kafka_sasl> read_kafka_sasl(loading& load, yaml_node const& node);

}  // namespace mailsonde::config
