#pragma once

#include "shared/eventlog/event_log.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::eventlog {

/// Headers as one octet string: names and values in order, each behind its length in four octets,
/// big-endian. No headers are no octets.
[[nodiscard]] std::string encode_headers(headers const& list);
/// nullopt for what encode_headers didn't write.
[[nodiscard]] std::optional<headers> decode_headers(std::string_view octets);

}  // namespace mailsonde::eventlog
