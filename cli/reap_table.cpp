#include "cli/reap_table.hpp"

#include "shared/core/text.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_cell = 60;
constexpr std::size_t longest_reason = 300;

/// Code points, not octets.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

/// Nobody cares for the seconds of a mail that is days old.
std::string age_of(milliseconds age) {
    if (age < milliseconds(0)) {
        return "-";
    }
    return age < 1h ? to_text(std::chrono::floor<std::chrono::seconds>(age))
                    : to_text(std::chrono::floor<std::chrono::minutes>(age));
}

}  // namespace

void reap_table::print(std::vector<reap_row> const& rows, instant now) {
    std::vector<line> lines;
    lines.reserve(rows.size() + 1);
    if (!rows.empty() && !std::exchange(has_header_, true)) {
        lines.push_back({"MAILBOX", "FOLDER", "UID", "SLOT", "AGE", "RECIPIENT", "WHAT"});
    }
    for (auto const& row : rows) {
        lines.push_back(line_for(row, now));
    }
    for (auto const& one : lines) {
        for (std::size_t i = 0; i < columns; ++i) {
            widths_.at(i) = std::max(widths_.at(i), width_of(one.at(i)));
        }
    }
    for (auto const& one : lines) {
        print(one);
    }
}

reap_table::line reap_table::line_for(reap_row const& row, instant now) {
    return {
        sanitised(row.mailbox, longest_cell),
        sanitised(row.folder, longest_cell),
        std::to_string(row.place.uid),
        row.slot ? to_rfc3339(*row.slot) : "-",
        row.slot ? age_of(now - *row.slot) : "-",
        row.recipient.empty() ? "-" : sanitised(row.recipient, longest_cell),
        sanitised(row.fate, longest_reason)
    };
}

void reap_table::print(line const& cells) {
    for (std::size_t i = 0; i + 1 < columns; ++i) {
        auto const& cell = cells.at(i);
        *out_ << cell << std::string(widths_.at(i) - width_of(cell) + 2, ' ');
    }
    *out_ << cells.back() << '\n';
}

}  // namespace mailsonde::cli
