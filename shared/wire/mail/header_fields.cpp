#include "shared/wire/mail/header_fields.hpp"

#include "shared/core/text.hpp"

#include <algorithm>
#include <cstddef>

namespace mailsonde::wire::mail {
namespace {

constexpr std::size_t longest_block = 256UL * 1024;
constexpr std::size_t most_fields = 2000;

/// RFC 5322 section 3.6.8: printable ASCII but colon.
bool is_field_name(std::string_view name) {
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7F; });
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

void unfold(std::string& value, std::string_view continuation) {
    auto const more = trimmed(continuation);
    if (!value.empty() && !more.empty()) {
        value += ' ';
    }
    value += more;
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
                unfold(fields.back().value, line);
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

std::vector<std::string_view> find_all(
    std::vector<header_field> const& fields, std::string_view name
) {
    std::vector<std::string_view> values;
    for (auto const& field : fields) {
        if (equals_ignoring_case(field.name, name)) {
            values.emplace_back(field.value);
        }
    }
    return values;
}

token_evidence find_evidence(std::string_view header_block) {
    auto const fields = parse_header(header_block);
    token_evidence found;
    for (auto const value : find_all(fields, "X-Mailsonde-Token")) {
        found.token_fields.emplace_back(value);
    }
    if (auto const ids = find_all(fields, "Message-ID"); !ids.empty()) {
        found.message_id = ids.front();
    }
    if (auto const subjects = find_all(fields, "Subject"); !subjects.empty()) {
        found.subject = subjects.front();
    }
    found.derived = std::any_of(fields.begin(), fields.end(), [](header_field const& field) {
        auto const name = to_lower(field.name);
        return name == "in-reply-to" || name == "references" || name.starts_with("resent-");
    });
    return found;
}

}  // namespace mailsonde::wire::mail
