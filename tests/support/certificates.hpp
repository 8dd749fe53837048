#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace mailsonde::test {

struct pem_pair {
    std::string certificate;  ///< the server's own first, then what it sends with it
    std::string key;
};

enum class key_kind : std::uint8_t { p256, rsa_2048, rsa_1024 };

struct certificate_wish {
    std::string subject_alt_name = "IP:127.0.0.1";  ///< as in openssl.cnf: "DNS:a,IP:b"; "": none
    std::chrono::seconds begins{-3600};             ///< from now
    std::chrono::seconds ends{3600};
    std::string common_name = "Test server";
    std::string extended_key_usage{};  ///< as in openssl.cnf; "": none
    bool is_authority = false;
    bool signed_by_sha1 = false;
    key_kind key = key_kind::p256;
};

/// What vouches for itself only.
[[nodiscard]] pem_pair self_signed(certificate_wish const& wish = {});

/// By a certificate that may be no authority's.
[[nodiscard]] pem_pair issued_by(pem_pair const& issuer, certificate_wish const& wish = {});

/// A certificate authority that lives as long as the test, with its certificate in a file of its
/// own.
class authority {
public:
    explicit authority(std::string name = "Test authority");
    authority(authority const&) = delete;
    authority& operator=(authority const&) = delete;
    ~authority();

    /// With the certificates between this authority and its root, as a server should send them.
    [[nodiscard]] pem_pair issue(certificate_wish const& wish = {}) const;

    /// Another one that this one vouches for.
    [[nodiscard]] std::unique_ptr<authority> intermediate() const;

    /// Its own, which no server should show as its own.
    [[nodiscard]] pem_pair own() const;

    [[nodiscard]] std::filesystem::path const& file() const { return file_; }

private:
    struct material;

    explicit authority(std::unique_ptr<material> own);

    std::unique_ptr<material> own_;
    std::filesystem::path file_;
};

}  // namespace mailsonde::test
