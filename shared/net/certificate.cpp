#include "shared/net/certificate.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"

#include <openssl/bio.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

namespace mailsonde::net {
namespace {

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

}  // namespace

std::string certificate_facts::text() const {
    return "subject " + subject + ", issuer " + issuer + ", valid " + day(not_before) + " to " +
           day(not_after);
}

certificate_facts describe(x509_st const& certificate) {
    return {
        name_text(X509_get_subject_name(&certificate)),
        name_text(X509_get_issuer_name(&certificate)),
        time_of(X509_get0_notBefore(&certificate)),
        time_of(X509_get0_notAfter(&certificate))
    };
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
