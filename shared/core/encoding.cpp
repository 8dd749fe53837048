#include "shared/core/encoding.hpp"

#include <cstdint>

namespace mailsonde {
namespace {

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base32_alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/// Regroups octets into characters of `bits` bits each, most significant bit first.
std::string encode(std::string_view octets, std::string_view alphabet, unsigned bits) {
    std::string out;
    out.reserve(octets.size() * 8 / bits + 1);
    std::uint32_t buffer = 0;
    unsigned held = 0;
    auto const mask = (1U << bits) - 1U;
    for (auto const c : octets) {
        buffer = (buffer << 8U) | static_cast<unsigned char>(c);
        held += 8;
        while (held >= bits) {
            held -= bits;
            out += alphabet[(buffer >> held) & mask];
        }
    }
    if (held > 0) {
        out += alphabet[(buffer << (bits - held)) & mask];
    }
    return out;
}

std::optional<std::string> decode(std::string_view text, std::string_view alphabet, unsigned bits) {
    std::string out;
    out.reserve(text.size() * bits / 8);
    std::uint32_t buffer = 0;
    unsigned held = 0;
    for (auto const c : text) {
        auto const value = alphabet.find(c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        buffer = (buffer << bits) | static_cast<std::uint32_t>(value);
        held += bits;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>((buffer >> held) & 0xFFU);
        }
    }
    auto const rest = buffer & ((1U << held) - 1U);
    // A whole superfluous character, or bits that no encoder would have set.
    if (held >= bits || rest != 0) {
        return std::nullopt;
    }
    return out;
}

}  // namespace

std::string to_hex(std::string_view octets) {
    return encode(octets, "0123456789abcdef", 4);
}

std::string to_base64(std::string_view octets) {
    auto out = encode(octets, base64_alphabet, 6);
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    for (auto padding = 0; padding < 2 && text.ends_with('='); ++padding) {
        text.remove_suffix(1);
    }
    return decode(text, base64_alphabet, 6);
}

std::string to_base32(std::string_view octets) {
    return encode(octets, base32_alphabet, 5);
}

std::optional<std::string> from_base32(std::string_view text) {
    return decode(text, base32_alphabet, 5);
}

}  // namespace mailsonde
