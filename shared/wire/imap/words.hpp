#pragma once

#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

/// Takes the first word off `text`, and the spaces behind it. Empty if there is none.
/// The word is valid as long as what `text` views.
[[nodiscard]] inline std::string_view take_word(std::string_view& text) {
    auto const word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    auto const rest = text.find_first_not_of(' ');
    text.remove_prefix(rest == std::string_view::npos ? text.size() : rest);
    return word;
}

/// ASCII letters in upper case, the form in which words are compared here.
[[nodiscard]] inline std::string to_upper(std::string_view ascii) {
    std::string out(ascii);
    for (auto& c : out) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

}  // namespace mailsonde::wire::imap
