#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::config {

/// One key of the configuration. The parser accepts what this table lists and nothing else; a test
/// proves that the JSON Schema and docs/configuration.md list the same.
struct known_key {
    std::string_view object;  ///< "" (top), "routes.*.smtp", "signing.keys[]"; '*' is a chosen name
    std::string_view key;
    bool required = false;  ///< by itself; "one of two" is checked where it is read
};

[[nodiscard]] std::span<known_key const> known_keys();

/// The keys of one object, in the order of the table.
[[nodiscard]] std::vector<known_key> keys_of(std::string_view object);

/// The top-level keys that included files may have.
[[nodiscard]] std::span<std::string_view const> includable_keys();

/// The candidate closest to `text` if it is close enough to be a slip of the finger, "" otherwise.
[[nodiscard]] std::string nearest(
    std::string_view text, std::span<std::string_view const> candidates
);

}  // namespace mailsonde::config
