#include "shared/wire/imap/mutf7.hpp"

#include "shared/core/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace mailsonde::wire::imap {
namespace {

void append_utf8(std::uint32_t point, std::string& out) {
    auto const byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
    auto const tail = [&](unsigned shift) { byte(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        byte(0xE0U | (point >> 12U));
        tail(6);
        tail(0);
    } else {
        byte(0xF0U | (point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

/// UTF-16BE to UTF-8; false for lone surrogates and odd lengths.
bool append_utf16(std::string_view units, std::string& out) {
    std::uint32_t high = 0;
    for (std::size_t i = 0; i + 1 < units.size(); i += 2) {
        auto const unit = (static_cast<std::uint32_t>(static_cast<unsigned char>(units[i])) << 8U) |
                          static_cast<unsigned char>(units[i + 1]);
        auto const is_low = unit >= 0xDC00 && unit <= 0xDFFF;
        if (is_low != (high != 0)) {
            return false;
        }
        if (unit >= 0xD800 && unit <= 0xDBFF) {
            high = unit;
            continue;
        }
        append_utf8(is_low ? 0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00) : unit, out);
        high = 0;
    }
    return high == 0 && units.size() % 2 == 0;
}

/// The base64 of RFC 3501: "," instead of "/", no padding.
std::optional<std::string> from_modified_base64(std::string_view text) {
    std::string standard(text);
    std::replace(standard.begin(), standard.end(), ',', '/');
    standard.append((4 - standard.size() % 4) % 4, '=');
    return from_base64(standard);
}

std::string to_modified_base64(std::string_view octets) {
    auto text = to_base64(octets);
    text.erase(std::min(text.find('='), text.size()));
    std::replace(text.begin(), text.end(), '/', ',');
    return text;
}

/// Takes one code point off valid or invalid UTF-8; nullopt for the latter.
std::optional<std::uint32_t> take_code_point(std::string_view& text) {
    auto const first = static_cast<unsigned char>(text.front());
    std::size_t const length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if ((first >= 0x80 && first < 0xC2) || first > 0xF4 || text.size() < length) {
        return std::nullopt;
    }
    std::uint32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        auto const next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80U) {
            return std::nullopt;
        }
        point = (point << 6U) | (next & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (point < smallest.at(length) || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        return std::nullopt;
    }
    text.remove_prefix(length);
    return point;
}

void append_unit(std::uint32_t unit, std::string& units) {
    units += static_cast<char>((unit >> 8U) & 0xFFU);
    units += static_cast<char>(unit & 0xFFU);
}

}  // namespace

std::optional<std::string> decode_mutf7(std::string_view name) {
    std::string out;
    while (!name.empty()) {
        auto const shift = name.find('&');
        out += name.substr(0, shift);
        if (shift == std::string_view::npos) {
            break;
        }
        auto const end = name.find('-', shift);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        auto const encoded = name.substr(shift + 1, end - shift - 1);
        if (encoded.empty()) {
            out += '&';
        } else if (auto const units = from_modified_base64(encoded);
                   !units || !append_utf16(*units, out)) {
            return std::nullopt;
        }
        name.remove_prefix(end + 1);
    }
    return out;
}

std::optional<std::string> encode_mutf7(std::string_view utf8) {
    std::string out;
    std::string units;
    auto const shift_back = [&] {
        out += units.empty() ? "" : "&" + to_modified_base64(units) + "-";
        units.clear();
    };
    while (!utf8.empty()) {
        auto const point = take_code_point(utf8);
        if (!point) {
            return std::nullopt;
        }
        if (*point >= 0x20 && *point <= 0x7E) {
            shift_back();
            out += static_cast<char>(*point);
            out += *point == '&' ? "-" : "";
        } else if (*point < 0x10000) {
            append_unit(*point, units);
        } else {
            append_unit(0xD800U + ((*point - 0x10000U) >> 10U), units);
            append_unit(0xDC00U + ((*point - 0x10000U) & 0x3FFU), units);
        }
    }
    shift_back();
    return out;
}

}  // namespace mailsonde::wire::imap
