#pragma once

#include "cli/event_summary.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <ostream>

namespace mailsonde::cli {

/// Events as lines in columns, with a header line over the first. Columns only ever become wider,
/// so that what comes later stays aligned as far as possible.
class event_table {
public:
    explicit event_table(std::ostream& out) : out_(&out) {}

    /// Makes room; of use before the first `print`, when many events are known.
    void make_room_for(event_summary const& one);
    void print_header();
    void print(instant time, event_summary const& one);

private:
    void print_line(std::string_view time, event_summary const& cells);

    std::ostream* out_;
    std::size_t probe_width_ = 0;
    std::size_t mailbox_width_ = 0;
};

}  // namespace mailsonde::cli
