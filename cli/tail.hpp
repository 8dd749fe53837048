#pragma once

#include "cli/program.hpp"
#include "cli/surroundings.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mailsonde::cli {

struct tail_options {
    std::filesystem::path config{};
    std::size_t last = 20;  ///< how many of the events that are there already
    bool all = false;       ///< all of them
    bool follow = false;
    bool json = false;
    std::vector<std::string> probes{};
    std::vector<std::string> types{};  ///< "mail.sent"
};

/// Waits for a while; false as soon as it is time to end.
using pause_function = std::function<bool(milliseconds)>;

/// Writes events of the embedded log to `io.out`; with `follow`, until `pause` returns false or
/// nobody reads them. Never creates a log.
[[nodiscard]] int run_tail(
    tail_options const& options, surroundings const& io, pause_function const& pause
);

/// `mailsonde tail`
void add_tail(CLI::App& app, program& to);

}  // namespace mailsonde::cli
