#pragma once

#include "shared/core/secret.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Tokens: what makes a mail ours. "ms1.<id>.<mac>", 57 characters of [a-z2-7.] and no more.
///
///   id  = base32(2 octets key tag ‖ 6 octets unix-ms of the slot ‖ 8 octets nonce)    26
///   characters mac = base32(HMAC-SHA256(key, binding ‖ id))[:26], 130 bits 26 characters
///
/// The key tag (the first octets of SHA-256 of the key id) says which key of the ring signed, so
/// that keys can rotate while mails are out. Every part of the MAC's input carries its length, so
/// no two bindings share an input.
namespace mailsonde::model {

/// What a token is good for: it proves nothing in another mailbox or for another recipient.
struct token_binding {
    std::string instance;
    std::string mailbox;
    std::string recipient;
};

struct signing_key {
    std::string id;
    secret key;  ///< 16 octets or more
};

/// Keys of one instance: the first one signs, all of them verify.
using key_ring = std::vector<signing_key>;

/// The public part of a token. Two tokens with the same id are the same token.
struct token_id {
    std::string text;     ///< 26 characters
    instant slot;         ///< the planned send time that is inside
    std::string key_tag;  ///< 2 octets

    friend bool operator==(token_id const&, token_id const&) = default;
};

/// A string of token shape. Being one says nothing about its MAC.
class token {
public:
    /// nullopt unless `text` as a whole is of token shape (exact length and alphabet).
    [[nodiscard]] static std::optional<token> parse(std::string_view text);
    /// All token-shaped parts of `text` that stand alone (not inside a longer run of token
    /// characters), at most 8: for Message-ID and Subject, which hold more than the token.
    [[nodiscard]] static std::vector<token> find_all(std::string_view text);

    [[nodiscard]] std::string const& text() const { return text_; }

    [[nodiscard]] token_id const& id() const { return id_; }

    friend bool operator==(token const& a, token const& b) { return a.text_ == b.text_; }

private:
    token(std::string text, token_id id);

    std::string text_;
    token_id id_;

    friend token mint(key_ring const&, token_binding const&, instant, std::string_view);
};

/// Makes the token of one test mail under the first key. Deterministic: a resend after a crash gets
/// the same token.
/// @param nonce  8 octets, unique per (slot, mailbox): the head of the mail id
[[nodiscard]] token mint(
    key_ring const& ring, token_binding const& binding, instant slot, std::string_view nonce
);

/// The id of the key under which the MAC holds for this binding, or nullopt. Constant-time compare.
[[nodiscard]] std::optional<std::string> verify(
    key_ring const& ring, token_binding const& binding, token const& candidate
);

/// Deterministic id of a test mail: UUIDv5 of probe, slot and mailbox, canonical text form.
[[nodiscard]] std::string make_mail_id(
    std::string_view probe, instant slot, std::string_view mailbox
);
/// The 8 octets that bind a token to its mail id. `mail_id` must come from make_mail_id.
[[nodiscard]] std::string token_nonce(std::string_view mail_id);

}  // namespace mailsonde::model
