#pragma once

#include "shared/net/certificate.hpp"

#include <string>
#include <string_view>

/// Why no TLS came about, in words for people: what is wrong with what, and what to do. One
/// sanitised line each. Pure.
namespace mailsonde::net {

/// What the verification found.
struct chain_fault {
    int code = 0;             ///< X509_V_ERR_...
    int depth = 0;            ///< 0: the server's own certificate
    bool sent_alone = false;  ///< the server sent nothing but its own certificate
    certificate_facts of;     ///< the faulty one
};

/// @param host  whom the certificate should have been for
[[nodiscard]] std::string refusal_text(chain_fault const& fault, std::string_view host);

[[nodiscard]] std::string pin_refusal_text(certificate_facts const& shown);

/// @param reason  OpenSSL's, as in ERR_GET_REASON
/// @param heard   what the server said first, as far as it is known
/// @param message OpenSSL's own words, for what isn't known here
[[nodiscard]] std::string handshake_refusal_text(
    int reason, std::string_view heard, std::string_view message
);

}  // namespace mailsonde::net
