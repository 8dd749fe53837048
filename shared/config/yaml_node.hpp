#pragma once

#include "shared/config/loading.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::config {

struct yaml_entry;

/// A value of a YAML file as it was written: order and duplicate keys are kept, which
/// yaml-cpp's own tree would hide.
struct yaml_node {
    enum class shape : std::uint8_t { nothing, scalar, list, mapping };

    shape is = shape::nothing;
    position at;
    position named_at;  ///< the key that this is the value of; `at` for items of a list
    std::string text;   ///< of a scalar
    bool quoted = false;
    std::vector<yaml_node> items;
    std::vector<yaml_entry> entries;
};

struct yaml_entry {
    yaml_node key;  ///< always a scalar
    yaml_node value;
};

/// What an unquoted scalar means by YAML's core schema (YAML 1.2.2 section 10.3.2), which is what
/// editors with a JSON Schema go by.
enum class scalar_type : std::uint8_t { text, number, boolean };

[[nodiscard]] scalar_type type_of(yaml_node const& scalar);
/// "a number", "a list", ...: for "expected X, found Y".
[[nodiscard]] std::string_view described(yaml_node const& node);

}  // namespace mailsonde::config
