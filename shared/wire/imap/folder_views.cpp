#include "shared/wire/imap/folder_views.hpp"

#include "shared/core/text.hpp"

#include <algorithm>

namespace mailsonde::wire::imap {
namespace {

std::optional<std::uint32_t> counted(untagged const& response, std::string_view name) {
    return response.name == name ? response.number : std::nullopt;
}

/// Exchange and Domino have sent names with spaces unquoted: then they are several words.
std::string joined_name(std::vector<value> const& values, std::size_t first) {
    auto name = values[first].text;
    auto const plain = [](value const& v) {
        return v.kind == value_kind::atom || v.kind == value_kind::number;
    };
    for (auto i = first + 1; i < values.size() && plain(values[first]) && plain(values[i]); ++i) {
        name += " " + values[i].text;
    }
    return name;
}

}  // namespace

bool list_data::has(std::string_view attribute) const {
    return std::any_of(attributes.begin(), attributes.end(), [&](std::string const& one) {
        return equals_ignoring_case(one, attribute);
    });
}

std::optional<list_data> as_list(untagged const& response) {
    auto const& values = response.values;
    if (response.name != "LIST" || values.size() < 3 || values[0].kind != value_kind::list ||
        values[1].kind == value_kind::list || values[2].kind == value_kind::list) {
        return std::nullopt;
    }
    list_data listed{texts_of(values[0]), std::nullopt, joined_name(values, 2)};
    if (values[1].is_string() && values[1].text.size() == 1) {
        listed.delimiter = values[1].text.front();
    }
    return listed;
}

std::optional<status_data> as_status(untagged const& response) {
    auto const& values = response.values;
    if (response.name != "STATUS" || values.size() < 2 || values.front().kind == value_kind::list ||
        values.back().kind != value_kind::list) {
        return std::nullopt;
    }
    status_data status{values.front().text, std::nullopt, std::nullopt};
    auto const& items = values.back().items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (items[i].is_word("UIDNEXT")) {
            status.uid_next = items[i + 1].number();
        } else if (items[i].is_word("UIDVALIDITY")) {
            status.uid_validity = items[i + 1].number();
        }
    }
    return status;
}

std::optional<std::uint32_t> as_exists(untagged const& response) {
    return counted(response, "EXISTS");
}

std::optional<std::uint32_t> as_recent(untagged const& response) {
    return counted(response, "RECENT");
}

std::optional<std::uint32_t> as_expunge(untagged const& response) {
    return counted(response, "EXPUNGE");
}

std::optional<uid_set> as_vanished(untagged const& response) {
    if (response.name != "VANISHED" || response.values.empty()) {
        return std::nullopt;
    }
    return uid_set::parse(response.values.back().text);
}

std::optional<std::vector<std::string>> as_flags(untagged const& response) {
    if (response.name != "FLAGS" || response.values.size() != 1) {
        return std::nullopt;
    }
    return texts_of(response.values.front());
}

bool same_folder(std::string_view a, std::string_view b) {
    return a == b || (equals_ignoring_case(a, "INBOX") && equals_ignoring_case(b, "INBOX"));
}

}  // namespace mailsonde::wire::imap
