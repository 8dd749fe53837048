#pragma once

#include "shared/config/yaml_node.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Readers of single values. Each reports what is wrong with the value at its position and returns
/// nullopt then. `where` is the key's full path, for people.
namespace mailsonde::config {

struct duration_range {
    milliseconds least{0};
    milliseconds most{std::chrono::hours(24 * 366)};
};

/// A string that isn't empty, of at most `limit` octets.
[[nodiscard]] std::optional<std::string> read_string(
    loading& load, yaml_node const& node, std::string const& where, std::size_t limit = 1024
);
[[nodiscard]] std::optional<bool> read_boolean(
    loading& load, yaml_node const& node, std::string const& where
);
[[nodiscard]] std::optional<std::uint16_t> read_port(
    loading& load, yaml_node const& node, std::string const& where
);

struct number_range {
    int least = 0;
    int most = 0;
};

/// A whole number within `range`.
[[nodiscard]] std::optional<int> read_number(
    loading& load, yaml_node const& node, std::string const& where, number_range range
);
[[nodiscard]] std::optional<milliseconds> read_duration(
    loading& load, yaml_node const& node, std::string const& where, duration_range range = {}
);
/// Index into `choices`. `other_choice` is for the hint: what the caller reads itself.
[[nodiscard]] std::optional<std::size_t> read_choice(
    loading& load,
    yaml_node const& node,
    std::string const& where,
    std::span<std::string_view const> choices,
    std::string_view other_choice = {}
);

/// A string that passes `valid`; "`where`: <text> is not <what>", hint otherwise.
struct string_rule {
    bool (*valid)(std::string_view);
    std::string_view what;
    std::string_view hint;
};

[[nodiscard]] std::optional<std::string> read_checked(
    loading& load, yaml_node const& node, std::string const& where, string_rule const& rule
);
/// Relative paths start at the folder of the file that names them.
[[nodiscard]] std::optional<std::filesystem::path> read_path(
    loading& load, yaml_node const& node, std::string const& where
);
/// The items if `node` is a list, a problem and nothing otherwise.
[[nodiscard]] std::span<yaml_node const> read_list(
    loading& load, yaml_node const& node, std::string const& where
);

extern string_rule const name_rule;
extern string_rule const host_rule;
extern string_rule const address_rule;
extern string_rule const greeting_rule;  ///< what EHLO may say: domain or address literal
extern string_rule const pin_rule;
extern string_rule const listen_rule;

}  // namespace mailsonde::config
