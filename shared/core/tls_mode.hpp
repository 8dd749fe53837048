#pragma once

#include <cstdint>
#include <string_view>

namespace mailsonde {

/// How a connection is protected. There is no opportunistic mode: STARTTLS is required or absent.
enum class tls_mode : std::uint8_t {
    implicit,  ///< TLS from the first octet (RFC 8314)
    starttls,  ///< upgraded before anything else is said; refused if the server can't
    none,      ///< in clear; the configuration allows it only on loopback or named trusted hosts
};

[[nodiscard]] constexpr std::string_view to_text(tls_mode mode) {
    switch (mode) {
        case tls_mode::implicit:
            return "implicit";
        case tls_mode::starttls:
            return "starttls";
        case tls_mode::none:
            return "none";
    }
    return "unknown";
}

}  // namespace mailsonde
