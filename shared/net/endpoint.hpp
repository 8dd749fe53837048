#pragma once

#include "shared/core/tls_mode.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mailsonde::net {

/// Whom to trust. There is no way to switch verification off.
struct tls_options {
    std::filesystem::path ca_file;  ///< empty: the system's authorities
    std::vector<std::string> pins;  ///< "sha256/<base64 of SHA-256 of the SPKI>"; empty: no pinning

    friend auto operator<=>(tls_options const&, tls_options const&) = default;
};

struct endpoint {
    std::string host;  ///< DNS name or address literal; the certificate must be valid for it
    std::uint16_t port = 0;
    tls_mode tls = tls_mode::implicit;
    tls_options trust;
};

}  // namespace mailsonde::net
