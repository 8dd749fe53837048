#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde {

[[nodiscard]] std::string to_hex(std::string_view octets);

/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string to_base64(std::string_view octets);
/// Strict: padding required, no white space, no foreign characters; nullopt otherwise.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// RFC 4648 section 6 in lower case and without padding: survives gateways that change case.
[[nodiscard]] std::string to_base32(std::string_view octets);
/// Accepts lower case only; unused trailing bits must be zero, so that every octet string has
/// exactly one spelling. nullopt otherwise.
[[nodiscard]] std::optional<std::string> from_base32(std::string_view text);

}  // namespace mailsonde
