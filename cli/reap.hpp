#pragma once

#include "cli/mailbox_access.hpp"
#include "cli/program.hpp"
#include "cli/surroundings.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::cli {

struct reap_options {
    std::filesystem::path config{};
    bool dry_run = false;
    std::vector<std::string> mailboxes{};      ///< empty: all
    std::optional<milliseconds> older_than{};  ///< nullopt: reaper.after
    milliseconds within{90LL * 24 * 3'600'000};
    std::size_t limit = 100;  ///< deletions in a mailbox
};

/// What it has to do with besides the console.
struct reap_means {
    open_mailbox open;
    std::function<instant()> now = wall_now;
};

/// Looks through all folders of mailboxes for test mails that nobody claims, prints a table of
/// what it finds, and deletes those that are old enough.
/// @return exit_failed if something could not be read or deleted
[[nodiscard]] int run_reap(
    reap_options const& options, surroundings const& io, reap_means const& means
);

/// `mailsonde reap`
void add_reap(CLI::App& app, program& to);

}  // namespace mailsonde::cli
