#include "shared/wire/imap/search_view.hpp"

#include <algorithm>

namespace mailsonde::wire::imap {

std::optional<std::vector<std::uint32_t>> as_search(untagged const& response) {
    if (response.name != "SEARCH") {
        return std::nullopt;
    }
    std::vector<std::uint32_t> found;
    for (auto const& one : response.values) {
        // Behind the numbers there may be "(MODSEQ n)".
        if (auto const number = one.number()) {
            found.push_back(*number);
        }
    }
    return found;
}

std::optional<esearch_data> as_esearch(untagged const& response) {
    if (response.name != "ESEARCH") {
        return std::nullopt;
    }
    esearch_data found;
    auto const& values = response.values;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i].kind == value_kind::list && values[i].items.size() == 2 &&
            values[i].items[0].is_word("TAG")) {
            found.tag = values[i].items[1].text;
        } else if (values[i].is_word("MIN") && i + 1 < values.size()) {
            found.min = values[++i].number();
        } else if (values[i].is_word("ALL") && i + 1 < values.size()) {
            found.all = uid_set::parse(values[++i].text);
        }
    }
    return found;
}

std::optional<std::uint32_t> smallest_found(untagged const& response) {
    std::optional<std::uint32_t> least;
    if (auto const found = as_search(response)) {
        for (auto const uid : *found) {
            // There is no UID 0; it would have us read the whole folder.
            least = uid > 0 ? std::min(uid, least.value_or(uid)) : least;
        }
    } else if (auto const listed = as_esearch(response)) {
        auto const min = listed->min.value_or(0);
        least = min > 0 ? min : listed->all ? listed->all->smallest() : std::nullopt;
    }
    return least;
}

}  // namespace mailsonde::wire::imap
