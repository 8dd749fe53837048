#pragma once

#include "shared/core/time.hpp"

#include <csignal>

namespace mailsonde::cli {

/// While it exists, SIGINT and SIGTERM don't end the process; `pause` tells of them instead. One at
/// a time, in a program with a single thread.
class interruption {
public:
    interruption();
    interruption(interruption const&) = delete;
    interruption& operator=(interruption const&) = delete;
    ~interruption();

    /// Waits for `time`. False, at once, if a signal came or nobody reads standard output any more.
    [[nodiscard]] bool pause(milliseconds time);

private:
    sigset_t before_{};
    int signals_ = -1;
    bool stopped_ = false;
};

}  // namespace mailsonde::cli
