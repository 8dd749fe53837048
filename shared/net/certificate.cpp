#include "shared/net/certificate.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"

#include <boost/asio/ip/address.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <memory>

namespace mailsonde::net {
namespace {

constexpr int most_names = 6;
constexpr std::size_t longest_name = 80;

std::string name_text(X509_NAME const* name) {
    if (name == nullptr) {
        return {};
    }
    std::unique_ptr<BIO, decltype(&BIO_free)> const out(BIO_new(BIO_s_mem()), &BIO_free);
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* data = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &data);
    return sanitised({data, static_cast<std::size_t>(size)}, 200);
}

std::optional<instant> time_of(ASN1_TIME const* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        return std::nullopt;
    }
    return instant(std::chrono::seconds(timegm(&parts)));
}

std::string day(std::optional<instant> at) {
    return at ? to_rfc3339(*at).substr(0, 10) : "?";
}

std::string octets_of(ASN1_STRING const* text) {
    return {
        reinterpret_cast<char const*>(ASN1_STRING_get0_data(text)),
        static_cast<std::size_t>(ASN1_STRING_length(text))
    };
}

std::string address_text(std::string const& octets) {
    namespace ip = boost::asio::ip;
    if (octets.size() == std::tuple_size<ip::address_v4::bytes_type>()) {
        ip::address_v4::bytes_type bytes{};
        std::copy(octets.begin(), octets.end(), bytes.begin());
        return ip::address_v4(bytes).to_string();
    }
    if (octets.size() == std::tuple_size<ip::address_v6::bytes_type>()) {
        ip::address_v6::bytes_type bytes{};
        std::copy(octets.begin(), octets.end(), bytes.begin());
        return ip::address_v6(bytes).to_string();
    }
    return {};
}

std::string alternative_name(GENERAL_NAME const* name) {
    int kind = 0;
    auto const* const value = static_cast<ASN1_STRING const*>(GENERAL_NAME_get0_value(name, &kind));
    if (kind == GEN_DNS) {
        return sanitised(octets_of(value), longest_name);
    }
    return kind == GEN_IPADD ? address_text(octets_of(value)) : std::string();
}

std::string alternative_names(X509 const& certificate) {
    std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> const names(
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)
        ),
        &GENERAL_NAMES_free
    );
    std::string out;
    auto shown = 0;
    auto left = 0;
    for (auto i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        auto const name = alternative_name(sk_GENERAL_NAME_value(names.get(), i));
        if (name.empty()) {
            continue;
        }
        if (shown == most_names) {
            ++left;
            continue;
        }
        out += (shown++ == 0 ? "" : ", ") + name;
    }
    return left > 0 ? out + " and " + std::to_string(left) + " more" : out;
}

std::string key_text(X509 const& certificate) {
    auto const* const key = X509_get0_pubkey(&certificate);
    if (key == nullptr) {
        return "unknown";
    }
    auto const* const kind = OBJ_nid2sn(EVP_PKEY_get_base_id(key));
    std::string const name = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA ? "RSA" : kind;
    return name + " " + std::to_string(EVP_PKEY_get_bits(key)) + " bit";
}

}  // namespace

std::string certificate_facts::text() const {
    return "subject " + subject + ", issuer " + issuer + ", valid " + day(not_before) + " to " +
           day(not_after) + ", for " + (names.empty() ? "no host" : names) + ", pin " + pin;
}

certificate_facts describe(x509_st const& certificate) {
    certificate_facts facts;
    facts.subject = name_text(X509_get_subject_name(&certificate));
    facts.issuer = name_text(X509_get_issuer_name(&certificate));
    facts.not_before = time_of(X509_get0_notBefore(&certificate));
    facts.not_after = time_of(X509_get0_notAfter(&certificate));
    facts.names = alternative_names(certificate);
    facts.key = key_text(certificate);
    facts.signature = OBJ_nid2ln(X509_get_signature_nid(&certificate));
    facts.pin = spki_pin(certificate);
    std::unique_ptr<BASIC_CONSTRAINTS, decltype(&BASIC_CONSTRAINTS_free)> const constraints(
        static_cast<BASIC_CONSTRAINTS*>(
            X509_get_ext_d2i(&certificate, NID_basic_constraints, nullptr, nullptr)
        ),
        &BASIC_CONSTRAINTS_free
    );
    facts.is_authority = constraints && constraints->ca != 0;
    return facts;
}

std::string spki_pin(x509_st const& certificate) {
    unsigned char* der = nullptr;
    auto const size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&certificate), &der);
    if (size <= 0) {
        return {};
    }
    auto const hash = sha256({reinterpret_cast<char const*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return "sha256/" + to_base64(hash);
}

}  // namespace mailsonde::net
