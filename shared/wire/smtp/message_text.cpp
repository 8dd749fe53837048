#include "shared/wire/smtp/message_text.hpp"

#include <cstddef>

namespace mailsonde::wire::smtp {
namespace {

constexpr std::size_t longest_line = 998;

}  // namespace

bool is_canonical(std::string_view message) {
    std::size_t line = 0;
    for (std::size_t i = 0; i < message.size(); ++i) {
        auto const c = static_cast<unsigned char>(message[i]);
        if (c == '\r') {
            if (i + 1 == message.size() || message[i + 1] != '\n') {
                return false;
            }
            ++i;
            line = 0;
        } else if (c == '\n' || c == '\0' || c > 0x7F || ++line > longest_line) {
            return false;
        }
    }
    return message.ends_with("\r\n");
}

std::string dot_stuffed(std::string_view message) {
    std::string out;
    out.reserve(message.size() + 16);
    auto line_start = true;
    for (auto const c : message) {
        if (line_start && c == '.') {
            out += '.';
        }
        out += c;
        line_start = c == '\n';
    }
    return out + ".\r\n";
}

}  // namespace mailsonde::wire::smtp
