#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The few primitives that tokens, SASL and identifiers need, over OpenSSL. Digests are returned
/// as raw octets in a std::string (32 octets for SHA-256).
namespace mailsonde {

[[nodiscard]] std::string sha256(std::string_view data);
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view data);
/// PBKDF2-HMAC-SHA-256, 32 octets out (RFC 5802 section 2.2 calls it Hi()).
/// @param iterations 1 or more; the caller limits what a server may ask for
[[nodiscard]] std::string pbkdf2_sha256(
    std::string_view password, std::string_view salt, int iterations
);
/// Cryptographically random octets; throws std::runtime_error if the system has none to give.
[[nodiscard]] std::string random_octets(std::size_t count);
/// False for different lengths at once; otherwise takes the same time whatever differs.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Name-based UUID (RFC 9562 section 5.5, version 5) in Mailsonde's own name space.
[[nodiscard]] std::array<std::uint8_t, 16> uuid_v5(std::string_view name);
/// The canonical lower-case 8-4-4-4-12 form.
[[nodiscard]] std::string uuid_text(std::array<std::uint8_t, 16> const& uuid);

}  // namespace mailsonde
