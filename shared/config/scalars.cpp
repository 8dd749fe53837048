#include "shared/config/scalars.hpp"

#include "shared/config/syntax.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace mailsonde::config {
namespace {

bool is_greeting(std::string_view text) {
    return is_domain(text) || is_address_literal(text);
}

void report_type(
    loading& load,
    yaml_node const& node,
    std::string const& where,
    std::string_view expected,
    std::string_view hint
) {
    auto const found = std::string(described(node));
    load.report(node.at, where + ": expected " + std::string(expected) + ", found " + found, hint);
}

}  // namespace

string_rule const name_rule{
    is_name,
    "a valid name",
    "1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit"
};
string_rule const host_rule{
    is_host,
    "a host",
    "write a DNS name (letters, digits, '-', '.'), an IPv4 or an IPv6 address without brackets"
};
string_rule const address_rule{
    is_mail_address,
    "a mail address",
    "write local-part@domain in ASCII, without quotes, display name or angle brackets"
};
string_rule const greeting_rule{
    is_greeting, "a host name", "write a DNS name, [IPv4 address] or [IPv6:address]"
};
string_rule const pin_rule{
    is_pin, "a pin", "write sha256/ and the base64 of the SHA-256 of the server's public key"
};
string_rule const listen_rule{
    is_listen_address,
    "an address to listen on",
    "write IPv4:PORT, [IPv6]:PORT or localhost:PORT, e.g. 127.0.0.1:9464"
};

std::optional<std::string> read_string(
    loading& load, yaml_node const& node, std::string const& where, std::size_t limit
) {
    if (node.is != yaml_node::shape::scalar) {
        report_type(load, node, where, "a string", {});
        return std::nullopt;
    }
    if (type_of(node) != scalar_type::text) {
        report_type(load, node, where, "a string", "put it in quotes: \"" + node.text + "\"");
        return std::nullopt;
    }
    if (node.text.empty()) {
        load.report(node.at, where + ": must not be empty", "write a value or remove the key");
        return std::nullopt;
    }
    if (node.text.size() > limit) {
        load.report(
            node.at, where + ": is too long", "at most " + std::to_string(limit) + " octets"
        );
        return std::nullopt;
    }
    return node.text;
}

std::optional<bool> read_boolean(loading& load, yaml_node const& node, std::string const& where) {
    if (node.is == yaml_node::shape::scalar && !node.quoted) {
        if (node.text == "true" || node.text == "false") {
            return node.text == "true";
        }
    }
    report_type(load, node, where, "a boolean", "write true or false, without quotes");
    return std::nullopt;
}

std::optional<std::uint16_t> read_port(
    loading& load, yaml_node const& node, std::string const& where
) {
    constexpr std::string_view hint = "a number from 1 to 65535, without quotes";
    if (node.is != yaml_node::shape::scalar || type_of(node) != scalar_type::number) {
        report_type(load, node, where, "a number", hint);
        return std::nullopt;
    }
    auto const port = parse_port(node.text);
    if (!port) {
        load.report(node.at, where + ": " + node.text + " is not a port", hint);
    }
    return port;
}

std::optional<int> read_number(
    loading& load, yaml_node const& node, std::string const& where, number_range range
) {
    auto const hint = "a whole number from " + std::to_string(range.least) + " to " +
                      std::to_string(range.most) + ", without quotes";
    if (node.is != yaml_node::shape::scalar || type_of(node) != scalar_type::number) {
        report_type(load, node, where, "a number", hint);
        return std::nullopt;
    }
    auto value = 0;
    auto const* const end = node.text.data() + node.text.size();
    auto const [stopped, error] = std::from_chars(node.text.data(), end, value);
    if (error != std::errc() || stopped != end || value < range.least || value > range.most) {
        load.report(node.at, where + ": " + node.text + " is out of range", hint);
        return std::nullopt;
    }
    return value;
}

std::optional<milliseconds> read_duration(
    loading& load, yaml_node const& node, std::string const& where, duration_range range
) {
    constexpr std::string_view hint = "write a number and a unit: 500ms, 30s, 5m, 2h, 1d, 1h30m";
    if (node.is != yaml_node::shape::scalar || type_of(node) == scalar_type::boolean) {
        report_type(load, node, where, "a duration", hint);
        return std::nullopt;
    }
    auto const is_bare_number =
        !node.text.empty() && node.text.find_first_not_of("0123456789.") == std::string::npos;
    if (is_bare_number) {
        load.report(node.at, where + ": " + node.text + " has no unit", hint);
        return std::nullopt;
    }
    auto const duration = parse_duration(node.text);
    if (!duration) {
        load.report(node.at, where + ": '" + node.text + "' is not a duration", hint);
        return std::nullopt;
    }
    if (*duration < range.least || *duration > range.most) {
        auto const bounds = "from " + to_text(range.least) + " to " + to_text(range.most);
        load.report(node.at, where + ": " + node.text + " is out of range", bounds);
        return std::nullopt;
    }
    return duration;
}

std::optional<std::size_t> read_choice(
    loading& load,
    yaml_node const& node,
    std::string const& where,
    std::span<std::string_view const> choices,
    std::string_view other_choice
) {
    std::string hint;
    for (auto const choice : choices) {
        hint += (hint.empty() ? "one of: " : ", ") + std::string(choice);
    }
    if (!other_choice.empty()) {
        hint += ", " + std::string(other_choice);
    }
    if (node.is != yaml_node::shape::scalar) {
        report_type(load, node, where, "a string", hint);
        return std::nullopt;
    }
    auto const found = std::find(choices.begin(), choices.end(), node.text);
    if (found == choices.end()) {
        load.report(node.at, where + ": '" + node.text + "' is not known", hint);
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - choices.begin());
}

std::optional<std::string> read_checked(
    loading& load, yaml_node const& node, std::string const& where, string_rule const& rule
) {
    auto text = read_string(load, node, where);
    if (text && !rule.valid(*text)) {
        load.report(
            node.at, where + ": '" + *text + "' is not " + std::string(rule.what), rule.hint
        );
        return std::nullopt;
    }
    return text;
}

std::optional<std::filesystem::path> read_path(
    loading& load, yaml_node const& node, std::string const& where
) {
    auto const text = read_string(load, node, where, 4096);
    if (!text) {
        return std::nullopt;
    }
    return load.resolved(*text, node.at);
}

std::span<yaml_node const> read_list(
    loading& load, yaml_node const& node, std::string const& where
) {
    if (node.is != yaml_node::shape::list) {
        report_type(load, node, where, "a list", "write [a, b] or lines that start with '- '");
    }
    return node.items;
}

}  // namespace mailsonde::config
