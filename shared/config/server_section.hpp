#pragma once

#include "shared/config/config.hpp"
#include "shared/config/object_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailsonde::config {

/// What a protocol uses where the configuration says nothing.
struct server_defaults {
    tls_mode tls;
    std::uint16_t implicit_port;
    std::uint16_t starttls_port;
    std::uint16_t plain_port;
};

/// RFC 6409, RFC 8314. STARTTLS: the port every submission server offers.
inline constexpr server_defaults smtp_defaults{tls_mode::starttls, 465, 587, 25};
/// RFC 8314 section 3.2, RFC 9051 section 2.1.
inline constexpr server_defaults imap_defaults{tls_mode::implicit, 993, 143, 143};

/// @param object  "routes.*.smtp" or "mailboxes.*.imap"
[[nodiscard]] server read_server(
    loading& load,
    yaml_node const& node,
    std::string_view object,
    std::string const& where,
    server_defaults const& defaults
);

}  // namespace mailsonde::config
