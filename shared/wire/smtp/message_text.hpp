#pragma once

#include <string>
#include <string_view>

namespace mailsonde::wire::smtp {

/// True if a message may go on the wire: every line ends in CRLF and has at most 998 octets before
/// it (RFC 5321 section 4.5.3.1.6), no CR or LF stands alone, no NUL, and all of it is ASCII, since
/// we never ask for BODY=8BITMIME. Bare line ends are how a second mail is smuggled in
/// (CVE-2023-51764).
[[nodiscard]] bool is_canonical(std::string_view message);

/// A canonical message with "." doubled at line starts and the end of the data appended
/// (section 4.5.2).
[[nodiscard]] std::string dot_stuffed(std::string_view message);

}  // namespace mailsonde::wire::smtp
