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

header_fields header_fields::parse(std::string_view block) {
    header_fields out;
    auto rest = block.substr(0, longest_block);
    out.truncated_ = rest.size() < block.size();
    auto continues = false;  // whether a folded line belongs to the last field
    while (!rest.empty()) {
        auto const line = take_line(rest);
        if (line.empty()) {
            out.truncated_ = false;  // the limits cut the body, at most
            break;
        }
        if (line.front() == ' ' || line.front() == '\t') {
            if (continues) {
                unfold(out.fields_.back().value, line);
            }
            continue;
        }
        auto const colon = line.find(':');
        auto const name = trimmed(line.substr(0, colon));
        continues = colon != std::string_view::npos && is_field_name(name);
        if (continues) {
            if (out.fields_.size() == most_fields) {
                out.truncated_ = true;
                break;
            }
            out.fields_.push_back({std::string(name), std::string(trimmed(line.substr(colon + 1)))});
        }
    }
    return out;
}

std::vector<std::string_view> header_fields::find_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (auto const& field : fields_) {
        if (equals_ignoring_case(field.name, name)) {
            values.emplace_back(field.value);
        }
    }
    return values;
}

std::string_view header_fields::first(std::string_view name) const {
    auto const found = std::find_if(fields_.begin(), fields_.end(), [&](header_field const& field) {
        return equals_ignoring_case(field.name, name);
    });
    return found == fields_.end() ? std::string_view() : std::string_view(found->value);
}

test_mail_evidence find_evidence(header_fields const& header) {
    test_mail_evidence found;
    for (auto const value : header.find_all("X-Mailsonde-Token")) {
        found.token_fields.emplace_back(value);
    }
    found.message_id = header.first("Message-ID");
    found.subject = header.first("Subject");
    found.has_resent_or_references =
        std::any_of(header.all().begin(), header.all().end(), [](header_field const& field) {
            auto const name = to_lower(field.name);
            return name == "in-reply-to" || name == "references" || name.starts_with("resent-");
        });
    return found;
}

}  // namespace mailsonde::wire::mail
