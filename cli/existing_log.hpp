#pragma once

#include <filesystem>
#include <optional>

namespace mailsonde::cli {

/// The file of an embedded log if there is one: opening the log would create it.
/// @param data  as the configuration names it: the file or its folder
[[nodiscard]] std::optional<std::filesystem::path> existing_log(std::filesystem::path const& data);

}  // namespace mailsonde::cli
