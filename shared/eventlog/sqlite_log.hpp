#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/log_clock.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace mailsonde::eventlog {

struct sqlite_options {
    log_clock clock;
    /// How long to wait for another writer before a commit is `aborted` and a poll fails with busy.
    milliseconds busy_timeout{5'000};
    /// Leases written under another one have expired.
    std::string boot_id = current_boot_id();
};

/// Opens a durable log in one SQLite file on a local disk, which several processes of one host may
/// share. What `commit` called ok survives the end of the process and of the machine.
///
/// The log may be used by several threads, each member by one thread; members may outlive the log.
/// @param path  a file if it is one or ends in ".sqlite" or ".db"; otherwise the folder of
///              "events.sqlite". Created where missing, file with mode 0600, folder with 0700
/// @errors corrupt, foreign_file, newer_schema: the file is left as it is
///         io_failed, full, busy
[[nodiscard]] result<std::unique_ptr<log>> open_sqlite_log(
    std::filesystem::path const& path, sqlite_options options = {}
);

/// Whether there is a log at this path: opening one creates it.
[[nodiscard]] bool sqlite_log_exists(std::filesystem::path const& path);

/// Octets on disk of the log at this path, 0 if there is none. Disturbs nobody.
[[nodiscard]] std::uintmax_t sqlite_log_size(std::filesystem::path const& path);

}  // namespace mailsonde::eventlog
