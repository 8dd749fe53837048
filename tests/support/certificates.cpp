#include "tests/support/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace mailsonde::test {
namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using certificate_ptr = std::unique_ptr<X509, decltype(&X509_free)>;

void check(bool good) {
    if (!good) {
        throw std::runtime_error("cannot make a certificate");
    }
}

key_ptr new_key() {
    key_ptr key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    check(key != nullptr);
    return key;
}

void add_extension(X509* certificate, int id, std::string const& value) {
    std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> const extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()), &X509_EXTENSION_free
    );
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

certificate_ptr new_certificate(EVP_PKEY* key, char const* name, long begins, long ends) {
    static long serial = 1;
    certificate_ptr made(X509_new(), &X509_free);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), begins);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), ends);
    check(X509_set_pubkey(made.get(), key) == 1);
    auto const* const text = reinterpret_cast<unsigned char const*>(name);
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(made.get()), "CN", MBSTRING_ASC, text, -1, -1, 0
    );
    return made;
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

}  // namespace

struct authority::material {
    key_ptr key = new_key();
    certificate_ptr certificate = new_certificate(key.get(), "Test authority", -7200, 7200);
};

authority::authority() : own_(std::make_unique<material>()) {
    auto* const certificate = own_->certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, NID_key_usage, "critical,keyCertSign");
    check(X509_sign(certificate, own_->key.get(), EVP_sha256()) > 0);
    auto name = (std::filesystem::temp_directory_path() / "mailsonde-ca-XXXXXX").string();
    auto const descriptor = ::mkstemp(name.data());
    check(descriptor >= 0);
    ::close(descriptor);
    file_ = name;
    std::ofstream(file_) << pem_of(certificate);
}

authority::~authority() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

pem_pair authority::issue(certificate_wish const& wish) const {
    auto const key = new_key();
    auto const made =
        new_certificate(key.get(), "Test server", wish.begins.count(), wish.ends.count());
    X509_set_issuer_name(made.get(), X509_get_subject_name(own_->certificate.get()));
    add_extension(made.get(), NID_subject_alt_name, wish.subject_alt_name);
    check(X509_sign(made.get(), own_->key.get(), EVP_sha256()) > 0);
    return {
        pem_of(made.get()), pem([&](BIO* out) {
            return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        })
    };
}

}  // namespace mailsonde::test
