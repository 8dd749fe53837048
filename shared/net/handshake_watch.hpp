#pragma once

#include "shared/core/result.hpp"
#include "shared/net/certificate.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// OpenSSL's SSL and X509_STORE_CTX by their tags only.
struct ssl_st;
struct x509_store_ctx_st;

namespace mailsonde::net {

/// Watches one client handshake: whom the server must prove to be, what its proof lacks, and what
/// it says instead of TLS. Lives at least as long as the SSL.
class handshake_watch {
public:
    handshake_watch(ssl_st* ssl, std::string host);
    handshake_watch(handshake_watch const&) = delete;
    handshake_watch& operator=(handshake_watch const&) = delete;
    ~handshake_watch() = default;

    /// The name or address that the certificate must bear (RFC 6125, RFC 9525), checked by OpenSSL
    /// itself so that a mismatch has its own verification error; SNI for names only (RFC 6066
    /// section 3).
    /// @errors net_errc::tls_setup  not usable as a host name
    [[nodiscard]] result<void> expect_host();

    /// OpenSSL's verdict on one certificate of the chain; keeps the first that is bad.
    bool verified(bool good, x509_store_ctx_st* store);

    /// What a failed handshake failed at, or nullopt if it isn't about TLS: the connection broke.
    [[nodiscard]] std::optional<failure> fault(error_code const& error);

    /// What else a proof must hold, once the handshake is done: no authority's certificate, one of
    /// the pins if there are any.
    /// @errors net_errc::tls_certificate, tls_pin_mismatch
    [[nodiscard]] result<certificate_facts> accepted(std::vector<std::string> const& pins) const;

private:
    static void keep_header(
        int outgoing,
        int version,
        int type,
        void const* data,
        std::size_t size,
        ssl_st* ssl,
        void* self
    );
    [[nodiscard]] std::string first_octets() const;

    ssl_st* ssl_;
    std::string host_;
    std::string refusal_;  ///< what the verification found wrong with which certificate
    std::string header_;   ///< what came where a TLS record should begin
};

}  // namespace mailsonde::net
