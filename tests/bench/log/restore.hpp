#pragma once

#include <cstddef>
#include <filesystem>

namespace mailsonde::bench {

struct restore_figures {
    double seconds = 0;       ///< from opening the log until the checker may decide
    double cpu_seconds = 0;   ///< of the process, the kernel's part included
    double bare_seconds = 0;  ///< of SQLite alone, reading the same rows
    double peak_mib = 0;      ///< resident memory of the process
    double base_mib = 0;      ///< before it opened the log
};

/// A checker that starts with so many mails out.
[[nodiscard]] restore_figures restore_pending(
    std::filesystem::path const& folder, std::size_t mails
);

}  // namespace mailsonde::bench
