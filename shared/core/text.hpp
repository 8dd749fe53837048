#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailsonde {

/// Makes text that a peer or file sent fit for logs, terminals, events and error messages:
/// control characters (ESC, CR, LF, NUL, C1) and bidirectional overrides become '?', invalid UTF-8
/// too, and what is longer than `limit` octets is cut and ends in "...".
[[nodiscard]] std::string sanitised(std::string_view text, std::size_t limit = 512);

/// True if `text` holds an octet below 0x20 or 0x7f: nothing that goes into a mail or a protocol
/// line may.
[[nodiscard]] bool has_control_characters(std::string_view text);

[[nodiscard]] std::string to_lower(std::string_view ascii);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
/// Without leading and trailing spaces, tabs, CR and LF.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace mailsonde
