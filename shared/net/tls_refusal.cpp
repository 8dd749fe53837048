#include "shared/net/tls_refusal.hpp"

#include "shared/core/text.hpp"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>

namespace mailsonde::net {
namespace {

constexpr std::size_t longest_greeting = 100;

struct judgement {
    std::string says;    ///< after "the certificate"
    std::string advice;  ///< what to do
};

judgement wrong_host(certificate_facts const& of, std::string_view host) {
    if (of.names.empty()) {
        return {
            "bears no name of a host (a common name counts no more, RFC 9525)",
            "have one issued that names " + std::string(host) + " as subject alternative name"
        };
    }
    return {
        "is not for " + std::string(host),
        "connect to a name that it is for, or have one issued for this host"
    };
}

judgement unknown_authority() {
    return {
        "comes from an unknown authority", "if this authority is yours, name its file as ca_file"
    };
}

judgement unknown_issuer(chain_fault const& fault) {
    if (fault.depth > 0 || !fault.sent_alone) {
        return unknown_authority();
    }
    return {
        "came alone, and its issuer is unknown",
        "let the server send its intermediate certificates, too; or, if the issuer is an authority "
        "of yours, name its file as ca_file"
    };
}

judgement wrong_purpose(certificate_facts const& of) {
    if (of.is_authority) {
        return {"is an authority's", "give the server a certificate of its own"};
    }
    return {"is not meant for servers", "have one issued with serverAuth in extendedKeyUsage"};
}

struct known_fault {
    int code;
    char const* says;
    char const* advice;
};

/// What needs no look at the certificate.
constexpr std::array known_faults{
    known_fault{
        X509_V_ERR_CERT_HAS_EXPIRED,
        "has expired",
        "have it renewed; if it was, let the server load it"
    },
    known_fault{
        X509_V_ERR_CERT_NOT_YET_VALID, "is not valid yet", "see whether the clock here is right"
    },
    known_fault{
        X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
        "is self-signed",
        "if it is yours, name its file as ca_file"
    },
    known_fault{
        X509_V_ERR_CERT_SIGNATURE_FAILURE,
        "was not issued by the authority that it names",
        "somebody may sit in between; or ca_file holds another authority of that name"
    },
    known_fault{
        X509_V_ERR_INVALID_CA,
        "belongs to no authority, but issued another",
        "have that one issued anew"
    },
};

judgement judge(chain_fault const& fault, std::string_view host) {
    for (auto const& known : known_faults) {
        if (known.code == fault.code) {
            return {known.says, known.advice};
        }
    }
    switch (fault.code) {
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return wrong_host(fault.of, host);
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return unknown_authority();
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return unknown_issuer(fault);
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
            return {"has too weak a key, " + fault.of.key, "RSA needs 2048 bits, others 224"};
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return {
                "is signed too weakly, " + fault.of.signature, "have it issued anew with SHA-256"
            };
        case X509_V_ERR_INVALID_PURPOSE:
            return wrong_purpose(fault.of);
        default:
            return {
                std::string("is refused: ") + X509_verify_cert_error_string(fault.code),
                "see what the server sends: openssl s_client -showcerts"
            };
    }
}

bool is_tls_record(std::string_view heard) {
    // Content type 20 to 24, then the major version 3 (RFC 8446 section 5.1).
    return heard.size() >= 2 && heard[0] >= 20 && heard[0] <= 24 && heard[1] == 3;
}

bool is_text(std::string_view heard) {
    return heard.size() >= 3 && !is_tls_record(heard) &&
           std::all_of(heard.begin(), heard.begin() + 3, [](char c) {
               return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
           });
}

std::string_view first_line(std::string_view heard) {
    return trimmed(heard.substr(0, heard.find_first_of("\r\n")));
}

}  // namespace

std::string refusal_text(chain_fault const& fault, std::string_view host) {
    auto const& [says, advice] = judge(fault, host);
    auto const* const which =
        fault.depth == 0 ? "the certificate " : "a certificate above the server's own ";
    return which + says + " (" + fault.of.text() + "): " + advice;
}

std::string pin_refusal_text(certificate_facts const& shown) {
    return "the certificate has another key (" + shown.text() +
           "): if the server's key was changed on purpose, add this pin; if not, somebody may sit "
           "in between";
}

std::string handshake_refusal_text(int reason, std::string_view heard, std::string_view message) {
    if (is_text(heard)) {
        return "the server speaks plain text, \"" + sanitised(first_line(heard), longest_greeting) +
               "\": perhaps `tls: starttls` is meant, or another port";
    }
    switch (reason) {
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return "the server speaks only versions older than TLS 1.2, which protect nobody: it "
                   "has to be updated";
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
        case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
        case SSL_R_DH_KEY_TOO_SMALL:
            return "no cipher or key exchange in common that is strong enough (" +
                   sanitised(message) + "): the server has to allow those of today";
        default:
            return sanitised(message);
    }
}

}  // namespace mailsonde::net
