#pragma once

#include <cstddef>
#include <string_view>

namespace mailsonde::checker {

/// A record of the event log holds 1 MiB (eventlog::max_record_size), and one that is too large
/// would stop the whole checker. So what a server can make longer and longer gets so much of it.
inline constexpr std::size_t most_of_a_record = 768UL * 1024;

/// What a folder's name and its numbers take in a state record at most, in octets: JSON spells a
/// control character in six, and an octet that is no UTF-8 becomes U+FFFD.
[[nodiscard]] inline std::size_t room_for(std::string_view folder) {
    constexpr std::size_t rest = 100;
    std::size_t octets = rest;
    for (auto const c : folder) {
        auto const octet = static_cast<unsigned char>(c);
        auto const escaped = c == '"' || c == '\\';
        octets += octet < 0x20 ? 6U : octet >= 0x7F ? 3U : escaped ? 2U : 1U;
    }
    return octets;
}

}  // namespace mailsonde::checker
