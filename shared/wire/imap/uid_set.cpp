#include "shared/wire/imap/uid_set.hpp"

#include "shared/wire/imap/value.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::imap {

std::optional<uid_set> uid_set::parse(std::string_view text) {
    uid_set set;
    for (auto more = true; more;) {
        auto const comma = text.find(',');
        more = comma != std::string_view::npos;
        auto const part = text.substr(0, comma);
        text.remove_prefix(more ? comma + 1 : text.size());
        auto const colon = part.find(':');
        auto const first = to_number(part.substr(0, colon));
        auto const last =
            colon == std::string_view::npos ? first : to_number(part.substr(colon + 1));
        if (!first || !last || *first == 0 || *last == 0) {
            return std::nullopt;
        }
        // "12:9" is legal and means 9:12.
        set.ranges_.push_back({std::min(*first, *last), std::max(*first, *last)});
    }
    return set;
}

bool uid_set::contains(std::uint32_t uid) const {
    return std::any_of(ranges_.begin(), ranges_.end(), [&](uid_range const& range) {
        return range.first <= uid && uid <= range.last;
    });
}

std::uint64_t uid_set::size() const {
    std::uint64_t count = 0;
    for (auto const& range : ranges_) {
        count += static_cast<std::uint64_t>(range.last) - range.first + 1;
    }
    return count;
}

std::optional<std::uint32_t> uid_set::smallest() const {
    auto const first =
        std::min_element(ranges_.begin(), ranges_.end(), [](auto const& a, auto const& b) {
            return a.first < b.first;
        });
    return first == ranges_.end() ? std::nullopt : std::optional(first->first);
}

std::string uid_list(std::vector<std::uint32_t> const& uids) {
    std::string text;
    for (auto const uid : uids) {
        text += (text.empty() ? "" : ",") + std::to_string(uid);
    }
    return text;
}

}  // namespace mailsonde::wire::imap
