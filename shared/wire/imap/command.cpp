#include "shared/wire/imap/command.hpp"

#include "shared/core/text.hpp"

#include <algorithm>
#include <cstddef>

namespace mailsonde::wire::imap {
namespace {

/// A quoted string holds 7-bit text without line ends and NUL (RFC 3501 section 9, TEXT-CHAR), and
/// nothing long: some servers limit it to 1000 octets or so.
bool can_be_quoted(std::string_view text) {
    constexpr std::size_t longest = 800;
    return text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
               auto const octet = static_cast<unsigned char>(c);
               return octet != 0 && octet != '\r' && octet != '\n' && octet < 0x80;
           });
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (auto const c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

}  // namespace

command_text::command_text(std::string_view verb, capabilities const& known)
    : literal_plus_(known.has("LITERAL+")),
      literal_minus_(known.has("LITERAL-") || known.has("IMAP4REV2")) {
    raw(verb);
}

command_text& command_text::raw(std::string_view text) {
    append(text);
    command_.shown += text;
    return *this;
}

command_text& command_text::argument(std::string_view text) {
    append_argument(text);
    command_.shown += " " + quoted(sanitised(text));
    return *this;
}

command_text& command_text::secret_argument(std::string_view text) {
    append_argument(text);
    command_.shown += " ***";
    return *this;
}

void command_text::append(std::string_view text) {
    command_.pieces.back() += text;
}

void command_text::append_argument(std::string_view text) {
    constexpr std::size_t longest_literal_minus = 4096;  // RFC 7888 section 5
    append(" ");
    if (can_be_quoted(text)) {
        append(quoted(text));
        return;
    }
    auto const size = std::to_string(text.size());
    if (literal_plus_ || (literal_minus_ && text.size() <= longest_literal_minus)) {
        append("{" + size + "+}\r\n");
    } else {
        append("{" + size + "}\r\n");
        command_.pieces.emplace_back();
    }
    append(text);
}

}  // namespace mailsonde::wire::imap
