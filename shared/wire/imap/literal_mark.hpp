#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mailsonde::wire::imap {

/// "{n}", "{n+}", "~{n}" at the end of a line: n octets follow (RFC 9051 section 4.3).
struct literal_mark {
    std::size_t start = 0;  ///< where in the line the mark begins
    /// nullopt if n has more digits than any literal that we would accept
    std::optional<std::size_t> octets;
};

/// @param line  with or without CR at its end, without LF
/// @return nullopt unless the line ends in a mark that stands alone (at its start, behind a space
///         or a parenthesis): an unquoted name such as `a{5}` is none
[[nodiscard]] std::optional<literal_mark> find_literal_mark(std::string_view line);

}  // namespace mailsonde::wire::imap
