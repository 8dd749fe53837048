#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What the agreement test reads: YAML as JSON, and docs/configuration.md.
namespace mailsonde::config {

[[nodiscard]] std::string content_of(std::filesystem::path const& path);

/// As an editor sees it (YAML's core schema), by another way than the parser under test goes.
[[nodiscard]] nlohmann::json to_json(std::string const& yaml);

/// The content of all ```yaml blocks.
[[nodiscard]] std::vector<std::string> yaml_blocks(std::string const& markdown);

/// A row of a table whose first cell is one `key`.
struct documented_key {
    std::string key;       ///< "routes.NAME.smtp"
    std::string fallback;  ///< third cell, without backticks
    std::string meaning;
};

[[nodiscard]] std::vector<documented_key> documented_keys(std::string const& markdown);

}  // namespace mailsonde::config
