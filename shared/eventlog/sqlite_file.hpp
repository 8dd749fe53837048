#pragma once

#include "shared/core/result.hpp"
#include "shared/eventlog/sqlite_handle.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace mailsonde::eventlog::sqlite {

/// Finds the file of the log, and creates it (mode 0600) and its folder (0700) where missing.
/// @param path  the file if it is one or ends in ".sqlite" or ".db", otherwise the folder
[[nodiscard]] result<std::filesystem::path> prepare_file(std::filesystem::path const& path);

/// Whether there is a file; see prepare_file for `path`.
[[nodiscard]] bool is_there(std::filesystem::path const& path);

/// Octets of the file and what is still to be written into it; 0 for what isn't there. Opens
/// nothing: closing would drop SQLite's locks.
[[nodiscard]] std::uintmax_t size_on_disk(std::filesystem::path const& path);

/// Opens a connection with the settings that durability rests on.
[[nodiscard]] result<std::unique_ptr<connection>> connect(
    std::filesystem::path const& file, milliseconds busy_timeout
);

/// Creates the tables in an empty file; refuses damaged and foreign files and newer schemas.
[[nodiscard]] result<void> prepare_schema(connection& at, milliseconds busy_timeout);

}  // namespace mailsonde::eventlog::sqlite
