#include "shared/net/net_errc.hpp"

namespace mailsonde::net {

std::string_view errc_message(net_errc code) {
    switch (code) {
        case net_errc::host_not_found:
            return "host not found";
        case net_errc::connection_refused:
            return "connection refused";
        case net_errc::unreachable:
            return "host unreachable";
        case net_errc::timed_out:
            return "timed out";
        case net_errc::connection_closed:
            return "connection closed by the server";
        case net_errc::connection_lost:
            return "connection lost";
        case net_errc::tls_certificate:
            return "TLS certificate refused";
        case net_errc::tls_handshake:
            return "TLS handshake failed";
        case net_errc::tls_pin_mismatch:
            return "TLS public key is not one of the pinned ones";
        case net_errc::tls_setup:
            return "TLS can't be set up";
        case net_errc::too_much_data:
            return "too much data from the server";
        case net_errc::stopped:
            return "stopped";
        case net_errc::out_of_descriptors:
            return "no descriptor left for a connection; raise the limit of open files";
    }
    return "unknown error";
}

bool is_tls_failure(error_code const& code) {
    return code == net_errc::tls_certificate || code == net_errc::tls_handshake ||
           code == net_errc::tls_pin_mismatch || code == net_errc::tls_setup;
}

}  // namespace mailsonde::net
