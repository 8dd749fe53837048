#pragma once

#include "shared/core/time.hpp"

#include <cstddef>
#include <filesystem>

namespace mailsonde::bench {

/// What is written again and again until the time is over.
struct commit_load {
    std::filesystem::path folder;
    std::size_t records = 1;  ///< per commit
    std::size_t processes = 1;
    milliseconds duration{500};
};

/// All commits of all processes, per second, every one of them durable when it counts.
[[nodiscard]] double log_commits(commit_load const& load);
/// The same octets into one table of SQLite with the same settings, by nobody in particular.
[[nodiscard]] double bare_sqlite_commits(commit_load const& load);
/// The same octets appended to a file for each process, fdatasync after each commit.
[[nodiscard]] double append_commits(commit_load const& load);

}  // namespace mailsonde::bench
