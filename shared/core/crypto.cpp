#include "shared/core/crypto.hpp"

#include "shared/core/encoding.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace mailsonde {
namespace {

constexpr std::size_t sha256_size = 32;

unsigned char const* octets(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

unsigned char* octets(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

int int_size(std::string_view text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw std::length_error("crypto input too long");
    }
    return static_cast<int>(text.size());
}

std::string digest(EVP_MD const* algorithm, std::size_t size, std::string_view data) {
    std::string out(size, '\0');
    if (EVP_Digest(data.data(), data.size(), octets(out), nullptr, algorithm, nullptr) != 1) {
        throw std::runtime_error("digest failed");
    }
    return out;
}

}  // namespace

std::string sha256(std::string_view data) {
    return digest(EVP_sha256(), sha256_size, data);
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string out(sha256_size, '\0');
    unsigned int size = 0;
    if (HMAC(
            EVP_sha256(), key.data(), int_size(key), octets(data), data.size(), octets(out), &size
        ) == nullptr) {
        throw std::runtime_error("HMAC failed");
    }
    return out;
}

std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations) {
    std::string out(sha256_size, '\0');
    if (PKCS5_PBKDF2_HMAC(
            password.data(),
            int_size(password),
            octets(salt),
            int_size(salt),
            iterations,
            EVP_sha256(),
            static_cast<int>(out.size()),
            octets(out)
        ) != 1) {
        throw std::runtime_error("PBKDF2 failed");
    }
    return out;
}

std::string random_octets(std::size_t count) {
    std::string out(count, '\0');
    if (RAND_bytes(octets(out), int_size(out)) != 1) {
        throw std::runtime_error("no random octets available");
    }
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::array<std::uint8_t, 16> uuid_v5(std::string_view name) {
    // Our name space: the version-5 UUID of "io.mailsonde" in the DNS name space of RFC 9562.
    constexpr std::string_view name_space{
        "\x6b\xa7\xb8\x10\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8io.mailsonde/", 29
    };
    auto const hash = digest(EVP_sha1(), 20, std::string(name_space) + std::string(name));
    std::array<std::uint8_t, 16> uuid{};
    std::copy_n(octets(hash), uuid.size(), uuid.begin());
    uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0F) | 0x50);
    uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3F) | 0x80);
    return uuid;
}

std::string uuid_text(std::array<std::uint8_t, 16> const& uuid) {
    auto text = to_hex({reinterpret_cast<char const*>(uuid.data()), uuid.size()});
    for (auto const position : {20U, 16U, 12U, 8U}) {
        text.insert(position, 1, '-');
    }
    return text;
}

}  // namespace mailsonde
