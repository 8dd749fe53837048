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
    if (auto const found = as_search(response)) {
        auto const least = std::min_element(found->begin(), found->end());
        return least == found->end() ? std::nullopt : std::optional(*least);
    }
    if (auto const found = as_esearch(response)) {
        return found->min ? found->min : found->all ? found->all->smallest() : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace mailsonde::wire::imap
