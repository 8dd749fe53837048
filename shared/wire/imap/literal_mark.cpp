#include "shared/wire/imap/literal_mark.hpp"

#include "shared/wire/imap/value.hpp"

#include <algorithm>

namespace mailsonde::wire::imap {

std::optional<literal_mark> find_literal_mark(std::string_view line) {
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    auto const brace = line.rfind('{');
    if (!line.ends_with('}') || brace == std::string_view::npos) {
        return std::nullopt;
    }
    auto digits = line.substr(brace + 1, line.size() - brace - 2);
    if (digits.ends_with('+') || digits.ends_with('-')) {
        digits.remove_suffix(1);
    }
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) {
        return std::nullopt;
    }
    auto const start = brace > 0 && line[brace - 1] == '~' ? brace - 1 : brace;
    if (start > 0 && line[start - 1] != ' ' && line[start - 1] != '(') {
        return std::nullopt;
    }
    literal_mark mark{start, std::nullopt};
    if (auto const octets = to_number(digits)) {
        mark.octets = *octets;
    }
    return mark;
}

}  // namespace mailsonde::wire::imap
