#pragma once

#include <string_view>

namespace mailsonde::wire::mail {

/// True if the address may stand between "<" and ">" of an SMTP command or a header field: exactly
/// one '@' with something on both sides, at most 254 octets (RFC 5321 section 4.5.3.1.3), printable
/// ASCII without blanks and without <>()[]\,;:" — so no quoted local parts, no source routes, no
/// address literals, which we never need and which could end the address early.
[[nodiscard]] bool is_safe_address(std::string_view address);

/// What follows the '@' of a safe address.
[[nodiscard]] std::string_view domain_of(std::string_view address);

}  // namespace mailsonde::wire::mail
