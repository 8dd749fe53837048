#include "shared/config/login.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"

#include <cstddef>

namespace mailsonde::config {
namespace {

constexpr std::size_t mark_octets = 16;

/// No field holds a NUL, so that no two logins read the same. The password goes in as a MAC: no
/// copy of it is left in memory.
std::string facts_of(std::string_view key, server const& at, credentials const& login) {
    std::string out = "mailsonde login";
    auto const add = [&](std::string_view field) {
        out += '\0';
        out += field;
    };
    add(to_lower(at.host));
    add(std::to_string(at.port));
    add(to_text(at.tls));
    add(at.trusted_plaintext ? "trusted" : "");
    add(at.ca_file.string());
    for (auto const& pin : at.pins) {
        add(pin);
    }
    add(login.user);
    add(login.password ? hmac_sha256(key, login.password->reveal()) : "");
    add(login.access_token ? hmac_sha256(key, login.access_token->reveal()) : "");
    return out;
}

std::string mark_of(model::signing_key const& key, server const& at, credentials const& login) {
    auto const mac = hmac_sha256(key.key.reveal(), facts_of(key.key.reveal(), at, login));
    return to_base64(mac.substr(0, mark_octets));
}

}  // namespace

std::string account_of(server const& at, credentials const& login) {
    return login.user + " at " + to_lower(at.host) + ":" + std::to_string(at.port);
}

std::vector<std::string> login_marks(
    model::key_ring const& keys, server const& at, credentials const& login
) {
    std::vector<std::string> out;
    out.reserve(keys.size());
    for (auto const& key : keys) {
        out.push_back(mark_of(key, at, login));
    }
    return out;
}

}  // namespace mailsonde::config
