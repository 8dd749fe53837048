#pragma once

#include "shared/core/text.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <source_location>
#include <string_view>

/// What libFuzzer calls; each target defines it once. 0: keep the input if it reached something
/// new, -1: never keep it.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

/// What must hold whatever the input is.
namespace mailsonde::fuzz {

/// Ends the process, with the place and `what`, unless `holds`.
void require(
    bool holds, std::string_view what, std::source_location at = std::source_location::current()
);

/// True if people, terminals and logs may see `text` as it is.
[[nodiscard]] inline bool is_presentable(std::string_view text) {
    return sanitised(text, std::numeric_limits<std::size_t>::max()) == text;
}

[[nodiscard]] inline std::string_view as_text(std::uint8_t const* data, std::size_t size) {
    return {reinterpret_cast<char const*>(data), size};
}

/// Takes the first line off: targets with settings read them there, so that a corpus file can be
/// read by people.
[[nodiscard]] inline std::string_view take_line(std::string_view& rest) {
    auto const end = rest.find('\n');
    auto const line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

/// True if `word` is one of the words of `line`.
[[nodiscard]] inline bool has_word(std::string_view line, std::string_view word) {
    while (!line.empty()) {
        auto const end = line.find(' ');
        if (line.substr(0, end) == word) {
            return true;
        }
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    return false;
}

}  // namespace mailsonde::fuzz
