#include "shared/config/yaml_writer.hpp"

#include "shared/config/yaml_node.hpp"
#include "shared/core/text.hpp"

#include <algorithm>
#include <array>

namespace mailsonde::config {
namespace {

/// Conservative: also YAML 1.1 words, and only characters that mean nothing anywhere.
bool is_safe_plain(std::string_view value) {
    constexpr std::array<std::string_view, 9> words{
        "null", "true", "false", "yes", "no", "on", "off", "y", "n"
    };
    constexpr std::string_view safe =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._/+-";
    if (value.empty() || value.find_first_not_of(safe) != std::string_view::npos ||
        std::string_view("@-.+").find(value.front()) != std::string_view::npos) {
        return false;
    }
    yaml_node node;
    node.is = yaml_node::shape::scalar;
    node.text = value;
    return type_of(node) == scalar_type::text &&
           std::none_of(words.begin(), words.end(), [&](std::string_view word) {
               return equals_ignoring_case(word, value);
           });
}

}  // namespace

std::string yaml_writer::quoted(std::string_view value) {
    if (is_safe_plain(value)) {
        return std::string(value);
    }
    // Strings of a configuration hold no control characters, so these two are all there is to
    // escape.
    std::string out = "\"";
    for (auto const c : value) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

void yaml_writer::open(std::string_view key) {
    out_ += std::string(depth_ * 2, ' ') + quoted(key) + ":\n";
    ++depth_;
}

void yaml_writer::text(std::string_view key, std::string_view value) {
    literal(key, quoted(value));
}

void yaml_writer::literal(std::string_view key, std::string_view value) {
    out_ += std::string(depth_ * 2, ' ') + quoted(key) + ": " + std::string(value) + "\n";
}

void yaml_writer::list(std::string_view key, std::vector<std::string> const& values) {
    std::string items;
    for (auto const& value : values) {
        items += (items.empty() ? "" : ", ") + quoted(value);
    }
    if (!values.empty()) {
        literal(key, "[" + items + "]");
    }
}

}  // namespace mailsonde::config
