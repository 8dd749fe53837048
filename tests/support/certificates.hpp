#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace mailsonde::test {

struct pem_pair {
    std::string certificate;
    std::string key;
};

struct certificate_wish {
    std::string subject_alt_name = "IP:127.0.0.1";  ///< as in openssl.cnf: "DNS:a,IP:b"
    std::chrono::seconds begins{-3600};             ///< from now
    std::chrono::seconds ends{3600};
};

/// A certificate authority that lives as long as the test, with its certificate in a file of its
/// own.
class authority {
public:
    authority();
    authority(authority const&) = delete;
    authority& operator=(authority const&) = delete;
    ~authority();

    [[nodiscard]] pem_pair issue(certificate_wish const& wish = {}) const;

    [[nodiscard]] std::filesystem::path const& file() const { return file_; }

private:
    struct material;

    std::unique_ptr<material> own_;
    std::filesystem::path file_;
};

}  // namespace mailsonde::test
