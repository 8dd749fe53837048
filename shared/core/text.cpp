#include "shared/core/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace mailsonde {
namespace {

struct code_point {
    std::uint32_t value;
    std::size_t length;
};

/// Decodes the code point that starts `text`; length 0 if the octets are not valid UTF-8
/// (RFC 3629: no overlong forms, no surrogates).
code_point decode_front(std::string_view text) {
    auto const first = static_cast<unsigned char>(text.front());
    if (first < 0x80) {
        return {first, 1};
    }
    std::size_t const length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) {
        return {0, 0};
    }
    std::uint32_t value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        auto const next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80U) {
            return {0, 0};
        }
        value = (value << 6U) | (next & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest.at(length) || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return {0, 0};
    }
    return {value, length};
}

bool is_harmful(std::uint32_t value) {
    auto const control = value < 0x20 || (value >= 0x7F && value <= 0x9F);
    auto const line_break = value == 0x2028 || value == 0x2029;
    auto const direction = value == 0x061C || value == 0x200E || value == 0x200F ||
                           (value >= 0x202A && value <= 0x202E) ||
                           (value >= 0x2066 && value <= 0x2069);
    return control || line_break || direction;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string sanitised(std::string_view text, std::size_t limit) {
    std::string out;
    while (!text.empty()) {
        auto const [value, length] = decode_front(text);
        auto const taken = length == 0 ? 1 : length;
        auto const keep = length != 0 && !is_harmful(value);
        if (out.size() + (keep ? taken : 1) > limit) {
            out += "...";
            break;
        }
        if (keep) {
            out.append(text.substr(0, taken));
        } else {
            out += '?';
        }
        text.remove_prefix(taken);
    }
    return out;
}

bool has_control_characters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
}

std::string to_lower(std::string_view ascii) {
    std::string out(ascii);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    auto const first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace mailsonde
