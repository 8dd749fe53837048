#pragma once

#include "shared/eventlog/kafka_log.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mailsonde::eventlog::kafka {

/// By librdkafka's names.
using settings = std::vector<std::pair<std::string, std::string>>;

/// What all clients have, whatever they do.
[[nodiscard]] settings common_settings(kafka_options const& options);

/// TLS and login.
[[nodiscard]] settings security_settings(kafka_security const& from);

}  // namespace mailsonde::eventlog::kafka
