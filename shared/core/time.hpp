#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mailsonde {

/// Wall-clock instants are kept in whole milliseconds everywhere: that is what events carry.
using milliseconds = std::chrono::milliseconds;
using instant = std::chrono::sys_time<milliseconds>;

[[nodiscard]] instant wall_now();

/// "2026-11-24T02:09:31.123Z" (RFC 3339, UTC, always three decimals).
[[nodiscard]] std::string to_rfc3339(instant at);
/// Accepts what to_rfc3339 writes, with or without decimals, 'Z' only; nullopt otherwise.
[[nodiscard]] std::optional<instant> from_rfc3339(std::string_view text);

/// "Tue, 24 Nov 2026 02:09:31 +0000" (RFC 5322 section 3.3), UTC.
[[nodiscard]] std::string to_rfc5322_date(instant at);

/// A duration as people write it in the configuration: an integer and one of ms, s, m, h, d,
/// or several of them in falling order ("1h30m"). nullopt if malformed, negative or over 10 years.
[[nodiscard]] std::optional<milliseconds> parse_duration(std::string_view text);
/// The shortest exact spelling that parse_duration reads back: "90s" is "1m30s"; zero is "0s".
[[nodiscard]] std::string to_text(milliseconds duration);

}  // namespace mailsonde
