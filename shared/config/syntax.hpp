#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What names, hosts and addresses may look like. Pure; ASCII only.
namespace mailsonde::config {

/// [A-Za-z0-9][A-Za-z0-9._-]{0,63}: fit for topic names, file names, labels and tokens as it is.
[[nodiscard]] bool is_name(std::string_view text);
/// [A-Za-z0-9._-]{1,64}: a name among all that share an event log, as a host's name may be.
[[nodiscard]] bool is_replica_name(std::string_view text);
/// [A-Za-z_][A-Za-z0-9_]{0,63}, what Prometheus allows.
[[nodiscard]] bool is_label_name(std::string_view text);
/// [A-Za-z_][A-Za-z0-9_]{0,127} (POSIX.1 section 8.1, and lower case).
[[nodiscard]] bool is_variable_name(std::string_view text);

/// LDH labels of 1 to 63 characters, 253 in all, no trailing dot; the last one not all digits, so
/// that a mistyped IPv4 address is no name (RFC 1123 section 2.1).
[[nodiscard]] bool is_domain(std::string_view text);
[[nodiscard]] bool is_ipv4(std::string_view text);
[[nodiscard]] bool is_ipv6(std::string_view text);  ///< without brackets and zone
/// Domain, IPv4 or IPv6 address.
[[nodiscard]] bool is_host(std::string_view text);
/// 127.0.0.0/8, ::1 or localhost.
[[nodiscard]] bool is_loopback(std::string_view host);
/// "[192.0.2.1]" or "[IPv6:2001:db8::1]" (RFC 5321 section 4.1.3).
[[nodiscard]] bool is_address_literal(std::string_view text);

/// Local part as dot-string (RFC 5321 section 4.1.2) of at most 64 octets, '@', domain or address
/// literal; 254 octets in all. No quoted local parts: no provider hands them out, and what can't be
/// written can't be injected.
[[nodiscard]] bool is_mail_address(std::string_view text);

/// "sha256/" and the base64 of 32 octets.
[[nodiscard]] bool is_pin(std::string_view text);

/// "HOST:PORT" with an IPv4 address, a bracketed IPv6 address or localhost; port 1 to 65535.
[[nodiscard]] bool is_listen_address(std::string_view text);

/// The part before the port, without brackets.
[[nodiscard]] std::string_view listen_host(std::string_view address);

/// What a Bearer token may consist of (RFC 6750 section 2.1, b64token).
[[nodiscard]] bool is_bearer_token(std::string_view text);

/// Words of printable ASCII without '"' and '\\', a blank between two (RFC 6749 section 3.3).
[[nodiscard]] bool is_scope(std::string_view text);

/// Decimal digits only, no sign, no leading zero; nullopt if over 65535 or malformed.
[[nodiscard]] std::optional<std::uint16_t> parse_port(std::string_view text);

}  // namespace mailsonde::config
