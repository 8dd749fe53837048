#pragma once

#include "shared/config/config.hpp"
#include "shared/config/files.hpp"
#include "shared/config/problem.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::config {

inline constexpr std::size_t max_named = 100'000;  ///< routes, mailboxes, probes: of each
inline constexpr std::size_t max_included_files = 10'000;

/// Value of an environment variable, nullopt if it is not set.
using environment = std::function<std::optional<std::string>(std::string const&)>;

/// Where everything comes from that isn't in the YAML itself.
struct loader_options {
    environment env;
    file_reader read = read_file;
    /// What `ehlo` defaults to; used only if it is a valid domain, "localhost" otherwise.
    std::function<std::string()> host_name;
};

/// Either a configuration or at least one problem; in both cases what it depended on.
struct load_result {
    std::optional<config> value;
    std::vector<problem> problems;  ///< by file in reading order, then line and column
    /// All files read or looked for and the folders searched by `include`. Watch them after a
    /// failure too: the correction changes one of them. Equals config::files on success.
    std::vector<std::filesystem::path> files;

    explicit operator bool() const { return value.has_value(); }

    // Like std::optional itself: the caller tests first.
    // NOLINTBEGIN(bugprone-unchecked-optional-access)
    config& operator*() { return *value; }

    config const& operator*() const { return *value; }

    config const* operator->() const { return &*value; }

    // NOLINTEND(bugprone-unchecked-optional-access)
};

/// Reads `file`, what it includes, and the secrets and authorities they refer to.
///
/// All problems are found in one go, except that the sections of a file with a YAML syntax error
/// are not looked at. Never throws: what goes wrong inside (no memory) becomes a problem, too.
[[nodiscard]] load_result load(std::filesystem::path const& file, environment const& env);
[[nodiscard]] load_result load(std::filesystem::path const& file, loader_options const& options);

/// How to ask the Mailsonde that runs with this configuration about itself.
struct page_place {
    std::optional<std::string> listen;  ///< `http.listen`; absent: it has no pages
    std::optional<secret> token;
    bool readable = false;          ///< false: nothing of the file could be understood
    std::vector<problem> problems;  ///< those elsewhere matter only if it is not readable
};

/// Reads `http` and never minds what is wrong with the rest: after a refused reload the process
/// goes on, and can be asked.
[[nodiscard]] page_place load_page_place(
    std::filesystem::path const& file, loader_options const& options
);

/// The environment of this process.
[[nodiscard]] environment process_environment();

}  // namespace mailsonde::config
