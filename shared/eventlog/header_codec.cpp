#include "shared/eventlog/header_codec.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace mailsonde::eventlog {
namespace {

constexpr std::size_t length_size = 4;

void put(std::string& out, std::string_view text) {
    auto const size = static_cast<std::uint32_t>(text.size());  // max_record_size is far below
    for (auto shift = 24U;; shift -= 8U) {
        out += static_cast<char>((size >> shift) & 0xFFU);
        if (shift == 0) {
            break;
        }
    }
    out += text;
}

std::optional<std::string> get(std::string_view& octets) {
    if (octets.size() < length_size) {
        return std::nullopt;
    }
    std::size_t size = 0;
    for (auto const octet : octets.substr(0, length_size)) {
        size = (size << 8U) | static_cast<unsigned char>(octet);
    }
    octets.remove_prefix(length_size);
    if (size > octets.size()) {
        return std::nullopt;
    }
    std::string text(octets.substr(0, size));
    octets.remove_prefix(size);
    return text;
}

}  // namespace

std::string encode_headers(headers const& list) {
    std::string out;
    for (auto const& [name, value] : list) {
        put(out, name);
        put(out, value);
    }
    return out;
}

std::optional<headers> decode_headers(std::string_view octets) {
    headers out;
    while (!octets.empty()) {
        auto name = get(octets);
        auto value = name ? get(octets) : std::nullopt;
        if (!value) {
            return std::nullopt;
        }
        out.emplace_back(*std::move(name), *std::move(value));
    }
    return out;
}

}  // namespace mailsonde::eventlog
