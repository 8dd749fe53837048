#pragma once

#include "tests/bench/log/child.hpp"
#include "tests/bench/log/participant.hpp"

#include <cstddef>

namespace mailsonde::bench {

struct restore_figures {
    double seconds = 0;       ///< from opening the log until the checker may decide
    double reading = 0;       ///< of these, since it was assigned its partitions
    double cpu_seconds = 0;   ///< of the process, the kernel's part included
    double bare_seconds = 0;  ///< of the back end alone, reading the same records
    double peak_mib = 0;      ///< resident memory of the process
    double base_mib = 0;      ///< before it opened the log
};

/// A checker that starts with so many mails out.
/// @param bare  tells how long the back end alone takes
[[nodiscard]] restore_figures restore_pending(
    log_opener const& open, std::function<double()> const& bare, std::size_t mails
);

}  // namespace mailsonde::bench
