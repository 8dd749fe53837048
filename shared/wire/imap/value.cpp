#include "shared/wire/imap/value.hpp"

#include "shared/core/text.hpp"

#include <charconv>

namespace mailsonde::wire::imap {

std::optional<std::uint32_t> value::number() const {
    return kind == value_kind::number ? to_number(text) : std::nullopt;
}

bool value::is_word(std::string_view word) const {
    return kind == value_kind::atom && equals_ignoring_case(text, word);
}

std::vector<std::string> texts_of(value const& list) {
    std::vector<std::string> texts;
    texts.reserve(list.items.size());
    for (auto const& item : list.items) {
        texts.push_back(item.text);
    }
    return texts;
}

std::optional<std::uint32_t> to_number(std::string_view digits) {
    std::uint32_t number = 0;
    auto const* const end = digits.data() + digits.size();
    auto const [stop, error] = std::from_chars(digits.data(), end, number);
    if (digits.empty() || error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return number;
}

}  // namespace mailsonde::wire::imap
