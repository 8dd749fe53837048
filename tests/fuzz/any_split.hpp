#pragma once

#include "shared/core/result.hpp"
#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Parsers that take octets as they come make the same of them in any split.
namespace mailsonde::fuzz {

template <class Parser>
using message_of = std::remove_cvref_t<decltype(**std::declval<Parser&>().feed({}))>;

template <class Parser>
struct parsed {
    std::vector<message_of<Parser>> messages;
    error_code error;
};

/// Feeds `step` octets at a time until it fails.
/// @param most  octets that the parser may hold back besides those
template <class Parser>
[[nodiscard]] parsed<Parser> parse(std::string_view bytes, std::size_t step, std::size_t most) {
    parsed<Parser> out;
    Parser parser;
    while (!bytes.empty() && !out.error) {
        auto const piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        auto next = parser.feed(piece);
        for (; next && *next; next = parser.feed({})) {
            out.messages.push_back(**next);
        }
        if (!next) {
            out.error = next.error().code;
            require(is_presentable(next.error().detail), "details are sanitised");
        }
        require(out.error || parser.buffered() <= most + step, "what is held back has a limit");
    }
    return out;
}

/// What it makes of all at once.
/// @param same  compares two messages
template <class Parser, class Same>
[[nodiscard]] std::vector<message_of<Parser>> parse_in_any_split(
    std::string_view bytes, std::size_t most, Same const& same
) {
    auto whole = parse<Parser>(bytes, bytes.size(), most);
    for (std::size_t const step : {1U, 7U}) {
        auto const split = parse<Parser>(bytes, step, most);
        require(split.error == whole.error, "the same error in any split");
        require(std::ranges::equal(split.messages, whole.messages, same), "the same messages");
    }
    return std::move(whole.messages);
}

}  // namespace mailsonde::fuzz
