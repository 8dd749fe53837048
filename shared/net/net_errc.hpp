#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>

namespace mailsonde::net {

enum class net_errc : std::uint8_t {
    host_not_found = 1,  ///< the name has no address: check the name and the resolver
    connection_refused,  ///< nothing listens there
    unreachable,         ///< no route, network down
    timed_out,           ///< the phase's budget ran out
    connection_closed,   ///< the peer ended the connection
    connection_lost,     ///< reset, broken pipe and the like
    tls_certificate,     ///< the certificate isn't valid for this host: detail says why
    tls_handshake,       ///< no common version or cipher, or not TLS at all
    tls_pin_mismatch,    ///< a valid certificate, but not with a pinned key
    tls_setup,           ///< our own side: CA file unreadable
    too_much_data,       ///< the dialog wanted more than its byte limit
    stopped,             ///< we are shutting down
    out_of_descriptors,  ///< our own side: RLIMIT_NOFILE, or the machine's limit
};

[[nodiscard]] constexpr char const* errc_category_name(net_errc /*tag*/) {
    return "mailsonde.net";
}

[[nodiscard]] std::string_view errc_message(net_errc code);

[[nodiscard]] inline error_code make_error_code(net_errc code) {
    return make_errc(code);
}

/// True for failures of the TLS layer, which a plain retry won't mend.
[[nodiscard]] bool is_tls_failure(error_code const& code);

}  // namespace mailsonde::net

template <>
struct boost::system::is_error_code_enum<mailsonde::net::net_errc> : std::true_type {};
