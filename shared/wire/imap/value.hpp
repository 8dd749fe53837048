#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::imap {

enum class value_kind : std::uint8_t { atom, number, quoted, literal, list, nil };

/// One value of an untagged response: the grammar of RFC 9051 section 4 and no more.
struct value {
    value_kind kind = value_kind::nil;
    /// All kinds but list, as received without quotes and escapes; "NIL" for nil.
    std::string text;
    std::vector<value> items;  ///< of a list

    /// True for what may stand where the grammar says astring or nstring and that isn't NIL.
    [[nodiscard]] bool is_string() const {
        return kind != value_kind::list && kind != value_kind::nil;
    }

    /// A 32-bit number (UIDs, counts); nullopt for anything else.
    [[nodiscard]] std::optional<std::uint32_t> number() const;
    /// True for an unquoted word, compared as IMAP compares words: ignoring case.
    [[nodiscard]] bool is_word(std::string_view word) const;
};

/// The texts of the items of a list of flags or the like.
[[nodiscard]] std::vector<std::string> texts_of(value const& list);

/// The whole of `digits` as a 32-bit number; nullopt if it is anything else.
[[nodiscard]] std::optional<std::uint32_t> to_number(std::string_view digits);

}  // namespace mailsonde::wire::imap
