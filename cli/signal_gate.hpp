#pragma once

#include "shared/core/time.hpp"

#include <csignal>
#include <optional>

namespace mailsonde::cli {

/// While it exists, SIGINT, SIGTERM and SIGHUP wait until they are asked for. To be made before any
/// other thread starts, so that all threads leave these signals to us.
class signal_gate {
public:
    signal_gate();
    signal_gate(signal_gate const&) = delete;
    signal_gate& operator=(signal_gate const&) = delete;
    ~signal_gate();

    /// The next signal, or nullopt if none came within `patience`.
    [[nodiscard]] std::optional<int> wait(milliseconds patience) const;

private:
    sigset_t ours_{};
    sigset_t before_{};
};

}  // namespace mailsonde::cli
