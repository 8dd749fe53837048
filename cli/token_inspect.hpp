#pragma once

#include "cli/surroundings.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace mailsonde::cli {

inline constexpr std::size_t longest_inspected = 1'048'576;  ///< octets; the rest isn't read

struct inspect_options {
    std::filesystem::path config;
    std::string file;  ///< "-" is io.in
};

/// Prints what token_findings.hpp finds, as "key: value" lines.
/// @return exit_ok if at least one token verifies
[[nodiscard]] int run_token_inspect(inspect_options const& options, surroundings const& io);

}  // namespace mailsonde::cli
