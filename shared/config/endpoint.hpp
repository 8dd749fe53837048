#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// Where to connect, written as one text. Pure; ASCII only.
namespace mailsonde::config {

struct endpoint {
    std::string_view host;  ///< without brackets
    std::optional<std::uint16_t> port;
};

/// "HOST" or "HOST:PORT": DNS name, IPv4 address, or IPv6 address in brackets; port 1 to 65535.
[[nodiscard]] std::optional<endpoint> parse_endpoint(std::string_view text);

/// An endpoint with a port.
[[nodiscard]] bool is_broker(std::string_view text);

struct http_url {
    bool tls = false;
    bool has_user = false;  ///< "user:password@" stands before the host
    endpoint at;
};

/// "http://" or "https://", endpoint, path and query (RFC 3986), all printable. No fragment, which
/// a server that hands out tokens can't have (RFC 6749 section 3.2).
[[nodiscard]] std::optional<http_url> parse_http_url(std::string_view text);

}  // namespace mailsonde::config
