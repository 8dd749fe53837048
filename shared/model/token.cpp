#include "shared/model/token.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"

#include <algorithm>
#include <stdexcept>

namespace mailsonde::model {
namespace {

constexpr std::string_view prefix = "ms1.";
constexpr std::size_t part_size = 26;  // base32 of 16 octets, and of 130 bits of the MAC
constexpr std::size_t token_size = prefix.size() + part_size + 1 + part_size;
constexpr std::size_t key_tag_size = 2;
constexpr std::size_t time_size = 6;
constexpr std::size_t nonce_size = 8;
constexpr std::size_t smallest_key = 16;
constexpr std::size_t most_found = 8;

std::string big_endian(std::uint64_t value, std::size_t size) {
    std::string out(size, '\0');
    for (auto i = size; i-- > 0; value >>= 8U) {
        out[i] = static_cast<char>(value & 0xFFU);
    }
    return out;
}

std::uint64_t from_big_endian(std::string_view octets) {
    std::uint64_t value = 0;
    for (auto const c : octets) {
        value = (value << 8U) | static_cast<unsigned char>(c);
    }
    return value;
}

std::string key_tag(std::string_view key_id) {
    return sha256(key_id).substr(0, key_tag_size);
}

std::string mac_text(signing_key const& key, token_binding const& binding, std::string_view id) {
    std::string input;
    for (std::string_view const part :
         {std::string_view("ms1"),
          std::string_view(binding.instance),
          std::string_view(binding.mailbox),
          std::string_view(binding.recipient),
          id}) {
        input += big_endian(part.size(), 4);
        input += part;
    }
    return to_base32(hmac_sha256(key.key.reveal(), input)).substr(0, part_size);
}

std::optional<token_id> parse_id(std::string_view text) {
    auto const octets = from_base32(text);
    if (!octets || octets->size() != key_tag_size + time_size + nonce_size) {
        return std::nullopt;
    }
    auto const view = std::string_view(*octets);
    auto const ms = from_big_endian(view.substr(key_tag_size, time_size));
    return token_id{
        std::string(text),
        instant(milliseconds(static_cast<std::int64_t>(ms))),
        std::string(view.substr(0, key_tag_size))
    };
}

bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

token::token(std::string text, token_id id) : text_(std::move(text)), id_(std::move(id)) {}

std::optional<token> token::parse(std::string_view text) {
    if (text.size() != token_size || !text.starts_with(prefix) ||
        text[prefix.size() + part_size] != '.') {
        return std::nullopt;
    }
    auto const mac = text.substr(prefix.size() + part_size + 1);
    // 26 characters hold 130 bits and 16 octets only 128, so the MAC is checked by its alphabet.
    if (mac.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") != std::string_view::npos) {
        return std::nullopt;
    }
    auto id = parse_id(text.substr(prefix.size(), part_size));
    if (!id) {
        return std::nullopt;
    }
    return token(std::string(text), *std::move(id));
}

std::vector<token> token::find_all(std::string_view text) {
    std::vector<token> found;
    for (auto at = text.find(prefix); at != std::string_view::npos && found.size() < most_found;
         at = text.find(prefix, at + 1)) {
        auto const end = at + token_size;
        auto const alone_before = at == 0 || !is_token_character(text[at - 1]);
        auto const alone_behind = end >= text.size() || !is_token_character(text[end]);
        if (!alone_before || !alone_behind || end > text.size()) {
            continue;
        }
        if (auto one = parse(text.substr(at, token_size));
            one && std::find(found.begin(), found.end(), *one) == found.end()) {
            found.push_back(*std::move(one));
        }
    }
    return found;
}

token mint(
    key_ring const& ring, token_binding const& binding, instant slot, std::string_view nonce
) {
    if (ring.empty() || ring.front().key.reveal().size() < smallest_key ||
        nonce.size() != nonce_size || slot.time_since_epoch().count() < 0) {
        throw std::invalid_argument("mint: needs a key of 16 octets and a nonce of 8");
    }
    auto const& key = ring.front();
    auto const ms = static_cast<std::uint64_t>(slot.time_since_epoch().count());
    auto const id = to_base32(key_tag(key.id) + big_endian(ms, time_size) + std::string(nonce));
    auto made = token::parse(std::string(prefix) + id + "." + mac_text(key, binding, id));
    if (!made) {
        throw std::logic_error("mint: made something that is no token");
    }
    return *std::move(made);
}

std::optional<std::string> verify(
    key_ring const& ring, token_binding const& binding, token const& candidate
) {
    auto const mac = std::string_view(candidate.text()).substr(prefix.size() + part_size + 1);
    for (auto const& key : ring) {
        if (key_tag(key.id) == candidate.id().key_tag && key.key.reveal().size() >= smallest_key &&
            equal_in_constant_time(mac_text(key, binding, candidate.id().text), mac)) {
            return key.id;
        }
    }
    return std::nullopt;
}

std::string make_mail_id(std::string_view probe, instant slot, std::string_view mailbox) {
    return uuid_text(uuid_v5(
        std::string(probe) + '\n' + std::to_string(slot.time_since_epoch().count()) + '\n' +
        std::string(mailbox)
    ));
}

std::string token_nonce(std::string_view mail_id) {
    return sha256(mail_id).substr(0, nonce_size);
}

}  // namespace mailsonde::model
