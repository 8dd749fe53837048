#pragma once

#include "cli/reap_decision.hpp"
#include "shared/core/time.hpp"

#include <array>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace mailsonde::cli {

/// Rows as lines in columns, with a header line over the first. Columns only ever become wider.
/// Names that servers and senders chose are sanitised.
class reap_table {
public:
    explicit reap_table(std::ostream& out) : out_(&out) {}

    void print(std::vector<reap_row> const& rows, instant now);

private:
    static constexpr std::size_t columns = 7;
    using line = std::array<std::string, columns>;

    [[nodiscard]] static line line_for(reap_row const& row, instant now);
    void print(line const& cells);

    std::ostream* out_;
    std::array<std::size_t, columns> widths_{};
    bool has_header_ = false;
};

}  // namespace mailsonde::cli
