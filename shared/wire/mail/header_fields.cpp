#include "shared/wire/mail/header_fields.hpp"

#include "shared/core/text.hpp"

namespace mailsonde::wire::mail {
namespace {

constexpr std::size_t longest_block = 256UL * 1024;
constexpr std::size_t most_fields = 2000;

bool is_field_name(std::string_view name) {
    // RFC 5322 section 3.6.8: printable ASCII but colon.
    return !name.empty() && name.find_first_of(" \t") == std::string_view::npos &&
           !has_control_characters(name);
}

std::string_view take_line(std::string_view& rest) {
    auto const end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

}  // namespace

std::vector<header_field> parse_header(std::string_view block) {
    auto rest = block.substr(0, longest_block);
    std::vector<header_field> fields;
    auto continues = false;  // whether a folded line belongs to the last field
    while (!rest.empty()) {
        auto const line = take_line(rest);
        if (line.empty()) {
            break;
        }
        if (line.front() == ' ' || line.front() == '\t') {
            if (continues) {
                auto& value = fields.back().value;
                value += value.empty() ? "" : " ";
                value += trimmed(line);
            }
            continue;
        }
        auto const colon = line.find(':');
        auto const name = trimmed(line.substr(0, colon));
        continues = colon != std::string_view::npos && is_field_name(name);
        if (continues) {
            if (fields.size() == most_fields) {
                break;
            }
            fields.push_back({std::string(name), std::string(trimmed(line.substr(colon + 1)))});
        }
    }
    return fields;
}

token_evidence find_evidence(std::string_view header_block) {
    token_evidence found;
    for (auto const& [name, value] : parse_header(header_block)) {
        if (equals_ignoring_case(name, "X-Mailsonde-Token")) {
            found.token_fields.push_back(value);
        } else if (equals_ignoring_case(name, "Message-ID")) {
            found.message_id = value;
        } else if (equals_ignoring_case(name, "Subject")) {
            found.subject = value;
        } else if (equals_ignoring_case(name, "In-Reply-To") ||
                   equals_ignoring_case(name, "References") ||
                   to_lower(name).starts_with("resent-")) {
            found.derived = true;
        }
    }
    return found;
}

}  // namespace mailsonde::wire::mail
