#pragma once

#include <string_view>

namespace mailsonde::wire::mail {

/// True if the address may stand between "<" and ">" of an SMTP command or a header field: exactly
/// one '@' with something on both sides, at most 254 octets (RFC 5321 section 4.5.3.1.3), printable
/// ASCII without blanks and without <>()\,;:" — so no quoted local parts and no source routes,
/// which we never need and which could end the address early.
[[nodiscard]] bool is_safe_address(std::string_view address);

}  // namespace mailsonde::wire::mail
