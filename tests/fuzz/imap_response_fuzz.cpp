#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/folder.hpp"
#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/junk_folder.hpp"
#include "shared/wire/imap/limits.hpp"
#include "shared/wire/imap/response_parser.hpp"
#include "shared/wire/imap/search_view.hpp"
#include "shared/wire/imap/selected_folder.hpp"
#include "shared/wire/imap/value_reader.hpp"
#include "tests/fuzz/any_split.hpp"
#include "tests/fuzz/invariant.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// IMAP responses: the same in any split, within the limits; every view of them is safe.
namespace mailsonde::fuzz {
namespace {

using namespace wire::imap;

/// The values within `list`; requires that lists are within limits::nesting.
std::size_t count(std::vector<value> const& list, std::size_t depth) {  // NOLINT(misc-no-recursion)
    require(list.empty() || depth <= limits::nesting, "lists have a depth");
    std::size_t all = list.size();
    for (auto const& one : list) {
        require(one.items.empty() || one.kind == value_kind::list, "only lists have items");
        all += count(one.items, depth + 1);
    }
    return all;
}

std::string written(std::vector<value> const& list) {  // NOLINT(misc-no-recursion)
    std::string out;
    for (auto const& one : list) {
        out +=
            std::to_string(static_cast<int>(one.kind)) + one.text + "(" + written(one.items) + ")";
    }
    return out;
}

std::string written(response const& one) {
    if (auto const* const end = std::get_if<tagged>(&one)) {
        return "tagged " + end->tag + std::string(to_text(end->status)) + end->code.name +
               end->code.arguments + end->text;
    }
    if (auto const* const more = std::get_if<continuation>(&one)) {
        return "+ " + more->text;
    }
    auto const& data = std::get<untagged>(one);
    return "* " + data.name + std::to_string(data.number.value_or(0)) + written(data.values) +
           std::string(data.status ? to_text(*data.status) : "-") + data.code.name +
           data.code.arguments + data.text;
}

void check_views(untagged data) {
    if (auto const listed = as_list(data)) {
        std::vector<folder> const one{folder::from(*listed)};
        require(is_presentable(one.front().name), "a folder's name is sanitised");
        auto const* const junk = find_junk(one, std::nullopt);
        require(junk == nullptr || junk->selectable, "Junk can be opened");
        (void)is_swept(one.front());
    }
    (void)as_status(data);
    (void)as_flags(data);
    (void)as_recent(data);
    if (auto const gone = as_vanished(data)) {
        require(gone->size() > 0 && gone->smallest().value_or(0) > 0, "UIDs begin at 1");
    }
    selected_folder open;
    open.exists = 3;
    open.note_opening(data);
    open.note_change(data);
    (void)open.can_delete();
    require(is_presentable(refusal(data, imap_errc::bye).detail), "a refusal is sanitised");
    auto const pause = suggested_backoff(data.text);
    require(!pause || (pause->count() >= 0 && *pause <= std::chrono::hours(24)), "a day at most");
    (void)smallest_found(data);
    auto const fetched = take_fetch(data);
    require(
        !fetched || !fetched->header || fetched->header->size() <= limits::response_octets,
        "a header is within a response"
    );
}

void check(response const& one) {
    if (auto const* const end = std::get_if<tagged>(&one)) {
        require(!end->tag.empty(), "a completion has a tag");
        require(
            end->status != condition::bye && end->status != condition::preauth,
            "a completion is OK, NO or BAD"
        );
        require(
            is_presentable(refusal(*end, imap_errc::command_refused).detail),
            "a refusal is sanitised"
        );
    } else if (auto const* const data = std::get_if<untagged>(&one)) {
        require(count(data->values, 0) <= limits::values, "a response has so many values");
        check_views(*data);
    }
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    auto const bytes = as_text(data, size);
    auto const same = [](response const& a, response const& b) { return written(a) == written(b); };
    constexpr auto most = limits::response_octets + limits::line_octets;
    for (auto const& one : parse_in_any_split<response_parser>(bytes, most, same)) {
        check(one);
    }
    // The reader by itself: line ends and all.
    if (auto const values = value_reader(bytes).read_all()) {
        require(count(*values, 0) <= limits::values, "so many values");
    } else {
        require(is_presentable(values.error().detail), "details are sanitised");
    }
    return 0;
}
