#pragma once

#include "shared/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

/// Reads INTERNALDATE and SAVEDATE: "24-Nov-2026 02:09:31 +0100", the day with a leading space or
/// zero or none (RFC 9051 section 9, date-time). The result is UTC; nullopt if malformed.
[[nodiscard]] std::optional<instant> parse_date_time(std::string_view text);

/// The UTC day of `at` as SEARCH takes it: "4-Nov-2026" (RFC 9051 section 9, date-text).
[[nodiscard]] std::string to_search_date(instant at);

}  // namespace mailsonde::wire::imap
