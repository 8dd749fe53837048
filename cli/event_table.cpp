#include "cli/event_table.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace mailsonde::cli {
namespace {

constexpr std::size_t time_width = 24;  // RFC 3339 with milliseconds
constexpr std::size_t kind_width = 13;  // "alert updated"
constexpr std::string_view none = "-";

/// Code points, not octets: all but the continuations of UTF-8.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string cell(std::string_view text, std::size_t width) {
    auto const shown = text.empty() ? none : text;
    auto const used = width_of(shown);
    return std::string(shown) + std::string(used < width ? width - used : 0, ' ') + "  ";
}

event_summary const& header() {
    static event_summary const titles{"EVENT", "PROBE", "MAILBOX", "WHAT"};
    return titles;
}

}  // namespace

void event_table::make_room_for(event_summary const& one) {
    probe_width_ = std::max(probe_width_, width_of(one.probe));
    mailbox_width_ = std::max(mailbox_width_, width_of(one.mailbox));
}

void event_table::print_header() {
    make_room_for(header());
    print_line("TIME", header());
}

void event_table::print(instant time, event_summary const& one) {
    make_room_for(one);
    print_line(to_rfc3339(time), one);
}

void event_table::print_line(std::string_view time, event_summary const& cells) {
    *out_ << cell(time, time_width) << cell(cells.kind, kind_width)
          << cell(cells.probe, probe_width_) << cell(cells.mailbox, mailbox_width_) << cells.text
          << '\n';
}

}  // namespace mailsonde::cli
