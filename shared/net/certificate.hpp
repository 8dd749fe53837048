#pragma once

#include "shared/core/time.hpp"

#include <optional>
#include <string>

// OpenSSL's X509 by its tag only: the C headers stay in the .cpp files.
struct x509_st;

namespace mailsonde::net {

/// What people need to know of a certificate, sanitised.
struct certificate_facts {
    std::string subject;
    std::string issuer;
    std::optional<instant> not_before;
    std::optional<instant> not_after;
    std::string names;      ///< the first DNS names and addresses that it is for; "" if none
    std::string key;        ///< "RSA 2048 bit"
    std::string signature;  ///< "ecdsa-with-SHA256"
    std::string pin;        ///< see spki_pin
    bool is_authority = false;

    /// "subject CN=a, issuer CN=b, valid 2026-01-01 to 2026-12-31, for mx.example, pin sha256/..."
    [[nodiscard]] std::string text() const;
};

[[nodiscard]] certificate_facts describe(x509_st const& certificate);

/// "sha256/<base64>" of the SubjectPublicKeyInfo (RFC 7469 section 2.4), or "" if it has none.
[[nodiscard]] std::string spki_pin(x509_st const& certificate);

}  // namespace mailsonde::net
