#include "shared/wire/imap/fetch_view.hpp"

#include "shared/wire/imap/date_time.hpp"
#include "shared/wire/imap/limits.hpp"
#include "shared/wire/imap/words.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::imap {
namespace {

std::optional<instant> date(value const& data) {
    return data.is_string() ? parse_date_time(data.text) : std::nullopt;
}

void take_item(std::string const& name, value& data, fetch_data& fetched) {
    if (name == "UID") {
        fetched.uid = data.number();
    } else if (name == "INTERNALDATE") {
        fetched.internal_date = date(data);
    } else if (name == "SAVEDATE") {
        fetched.save_date = date(data);
    } else if (name == "FLAGS" && data.kind == value_kind::list) {
        data.items.resize(std::min(data.items.size(), limits::flags));
        fetched.flags = texts_of(data);
    } else if (name.starts_with("BODY[HEADER") && data.kind != value_kind::list) {
        fetched.header = data.is_string() ? std::move(data.text) : std::string();
    }
}

}  // namespace

std::optional<fetch_data> take_fetch(untagged& response) {
    auto const by_uid = response.name == "UIDFETCH";
    if ((response.name != "FETCH" && !by_uid) || !response.number || response.values.size() != 1 ||
        response.values.front().kind != value_kind::list) {
        return std::nullopt;
    }
    fetch_data fetched;
    auto& items = response.values.front().items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        take_item(to_upper(items[i].text), items[i + 1], fetched);
    }
    if (by_uid) {
        fetched.uid = response.number;
    } else {
        fetched.sequence = *response.number;
    }
    // There is no UID 0 (RFC 9051 section 9, uniqueid), and no command may name it.
    if (fetched.uid == 0U) {
        fetched.uid.reset();
    }
    return fetched;
}

}  // namespace mailsonde::wire::imap
