#include "shared/config/yaml_node.hpp"

#include <algorithm>
#include <array>

namespace mailsonde::config {
namespace {

/// Removes a run of characters of `set` from the front; false if there is none.
bool skip(std::string_view& text, std::string_view set) {
    auto const end = std::min(text.find_first_not_of(set), text.size());
    text.remove_prefix(end);
    return end > 0;
}

bool is_number(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    if (text == ".nan" || text == ".NaN" || text == ".NAN") {
        return true;
    }
    if (text.starts_with("0x") || text.starts_with("0o")) {
        auto const set = text[1] == 'x' ? "0123456789abcdefABCDEF" : "01234567";
        text.remove_prefix(2);
        return skip(text, set) && text.empty();
    }
    if (text.starts_with('-') || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    if (text == ".inf" || text == ".Inf" || text == ".INF") {
        return true;
    }
    auto has_digits = skip(text, digits);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        has_digits = skip(text, digits) || has_digits;
    }
    if (has_digits && (text.starts_with('e') || text.starts_with('E'))) {
        text.remove_prefix(1);
        if (text.starts_with('-') || text.starts_with('+')) {
            text.remove_prefix(1);
        }
        has_digits = skip(text, digits);
    }
    return has_digits && text.empty();
}

}  // namespace

scalar_type type_of(yaml_node const& scalar) {
    constexpr std::array<std::string_view, 6> booleans{
        "true", "True", "TRUE", "false", "False", "FALSE"
    };
    if (scalar.quoted) {
        return scalar_type::text;
    }
    if (std::find(booleans.begin(), booleans.end(), scalar.text) != booleans.end()) {
        return scalar_type::boolean;
    }
    return is_number(scalar.text) ? scalar_type::number : scalar_type::text;
}

std::string_view described(yaml_node const& node) {
    switch (node.is) {
        case yaml_node::shape::nothing:
            return "nothing";
        case yaml_node::shape::list:
            return "a list";
        case yaml_node::shape::mapping:
            return "a mapping";
        case yaml_node::shape::scalar:
            break;
    }
    switch (type_of(node)) {
        case scalar_type::number:
            return "a number";
        case scalar_type::boolean:
            return "a boolean";
        case scalar_type::text:
            break;
    }
    return "a string";
}

}  // namespace mailsonde::config
