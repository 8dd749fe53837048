#include "tests/support/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <utility>

namespace mailsonde::test {
namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using certificate_ptr = std::unique_ptr<X509, decltype(&X509_free)>;

void check(bool good) {
    if (!good) {
        throw std::runtime_error("cannot make a certificate");
    }
}

key_ptr new_key(key_kind kind) {
    EVP_PKEY* made = nullptr;
    switch (kind) {
        case key_kind::p256:
            made = EVP_EC_gen("P-256");
            break;
        case key_kind::rsa_2048:
            made = EVP_RSA_gen(2048);
            break;
        case key_kind::rsa_1024:
            made = EVP_RSA_gen(1024);
            break;
    }
    check(made != nullptr);
    return {made, &EVP_PKEY_free};
}

void add_extension(X509* certificate, int id, std::string const& value) {
    if (value.empty()) {
        return;
    }
    std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> const extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()), &X509_EXTENSION_free
    );
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// Without issuer and signature.
certificate_ptr new_certificate(EVP_PKEY* key, certificate_wish const& wish) {
    static long serial = 1;
    certificate_ptr made(X509_new(), &X509_free);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), wish.begins.count());
    X509_gmtime_adj(X509_getm_notAfter(made.get()), wish.ends.count());
    check(X509_set_pubkey(made.get(), key) == 1);
    auto const* const text = reinterpret_cast<unsigned char const*>(wish.common_name.c_str());
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8, text, -1, -1, 0
    );
    add_extension(made.get(), NID_subject_alt_name, wish.subject_alt_name);
    add_extension(made.get(), NID_ext_key_usage, wish.extended_key_usage);
    add_extension(made.get(), NID_basic_constraints, wish.is_authority ? "critical,CA:TRUE" : "");
    return made;
}

void sign(X509* certificate, X509 const* issuer, EVP_PKEY* key, certificate_wish const& wish) {
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    check(X509_sign(certificate, key, wish.signed_by_sha1 ? EVP_sha1() : EVP_sha256()) > 0);
}

template <class Write>
std::string pem(Write const& write) {
    std::unique_ptr<BIO, decltype(&BIO_free)> const out(BIO_new(BIO_s_mem()), &BIO_free);
    check(write(out.get()) == 1);
    char* data = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
    return pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string pem_of(EVP_PKEY* key) {
    return pem([&](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

certificate_wish authority_wish(std::string name) {
    using namespace std::chrono_literals;
    return {
        .subject_alt_name = "IP:127.0.0.1",
        .begins = -7200s,
        .ends = 7200s,
        .common_name = std::move(name),
        .is_authority = true
    };
}

}  // namespace

struct authority::material {
    explicit material(std::string name) : wish(authority_wish(std::move(name))) {
        add_extension(certificate.get(), NID_key_usage, "critical,keyCertSign");
    }

    static std::unique_ptr<material> root(std::string name) {
        auto made = std::make_unique<material>(std::move(name));
        sign(made->certificate.get(), made->certificate.get(), made->key.get(), made->wish);
        return made;
    }

    certificate_wish wish;
    key_ptr key = new_key(key_kind::p256);
    certificate_ptr certificate = new_certificate(key.get(), wish);
    std::string sent_along;  ///< PEM of what leads from here to the root, without the root
};

pem_pair self_signed(certificate_wish const& wish) {
    auto const key = new_key(wish.key);
    auto const made = new_certificate(key.get(), wish);
    sign(made.get(), made.get(), key.get(), wish);
    return {pem_of(made.get()), pem_of(key.get())};
}

pem_pair issued_by(pem_pair const& issuer, certificate_wish const& wish) {
    auto const read = [](std::string const& text) {
        return std::unique_ptr<BIO, decltype(&BIO_free)>(
            BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free
        );
    };
    certificate_ptr const above(
        PEM_read_bio_X509(read(issuer.certificate).get(), nullptr, nullptr, nullptr), &X509_free
    );
    key_ptr const signer(
        PEM_read_bio_PrivateKey(read(issuer.key).get(), nullptr, nullptr, nullptr), &EVP_PKEY_free
    );
    check(above && signer);
    auto const key = new_key(wish.key);
    auto const made = new_certificate(key.get(), wish);
    sign(made.get(), above.get(), signer.get(), wish);
    return {pem_of(made.get()) + issuer.certificate, pem_of(key.get())};
}

authority::authority(std::string name) : authority(material::root(std::move(name))) {}

authority::authority(std::unique_ptr<material> own) : own_(std::move(own)) {
    auto name = (std::filesystem::temp_directory_path() / "mailsonde-ca-XXXXXX").string();
    auto const descriptor = ::mkstemp(name.data());
    check(descriptor >= 0);
    ::close(descriptor);
    file_ = name;
    std::ofstream(file_) << pem_of(own_->certificate.get());
}

authority::~authority() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

std::unique_ptr<authority> authority::intermediate() const {
    auto made = std::make_unique<material>("Test intermediate");
    sign(made->certificate.get(), own_->certificate.get(), own_->key.get(), made->wish);
    made->sent_along = pem_of(made->certificate.get()) + own_->sent_along;
    return std::unique_ptr<authority>(new authority(std::move(made)));
}

pem_pair authority::issue(certificate_wish const& wish) const {
    auto const key = new_key(wish.key);
    auto const made = new_certificate(key.get(), wish);
    sign(made.get(), own_->certificate.get(), own_->key.get(), wish);
    return {pem_of(made.get()) + own_->sent_along, pem_of(key.get())};
}

pem_pair authority::own() const {
    return {pem_of(own_->certificate.get()), pem_of(own_->key.get())};
}

}  // namespace mailsonde::test
