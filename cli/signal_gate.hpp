#pragma once

#include "shared/core/time.hpp"

#include <csignal>
#include <optional>

namespace mailsonde::cli {

/// While it exists, SIGINT, SIGTERM and SIGHUP wait until they are asked for. To be made before any
/// other thread starts, so that all threads leave these signals to us.
class run_signals {
public:
    run_signals();
    run_signals(run_signals const&) = delete;
    run_signals& operator=(run_signals const&) = delete;
    ~run_signals();

    /// The next signal, or nullopt if none came within `patience`.
    [[nodiscard]] std::optional<int> wait(milliseconds patience) const;

private:
    sigset_t ours_{};
    sigset_t before_{};
};

}  // namespace mailsonde::cli
