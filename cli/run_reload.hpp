#pragma once

#include "shared/config/config.hpp"
#include "shared/config/loader.hpp"
#include "shared/config/watch.hpp"
#include "shared/core/time.hpp"
#include "shared/telemetry/instruments.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace mailsonde::cli {

/// What differs and can't change while running, with what to do about it; empty if nothing.
[[nodiscard]] std::string fixed_change(config::config const& before, config::config const& next);

/// Keeps the configuration in force up with its files.
class run_reload {
public:
    /// The references outlive it.
    run_reload(
        std::filesystem::path file,
        config::loader_options options,
        config::config const& first,
        telemetry::instruments const& with
    );

    /// To be asked about once a second; see config::file_watch.
    [[nodiscard]] bool is_due() { return files_.is_due(); }

    /// Loads anew. Problems are logged and shown in metrics and on /readyz, and nothing changes.
    /// @return what is in force from now on; nullptr: what was
    [[nodiscard]] std::shared_ptr<config::config const> load(config::config const& in_force);

private:
    void tell(config::config const* loaded);

    std::filesystem::path file_;
    config::loader_options options_;
    telemetry::instruments with_;
    config::file_watch files_;  ///< of what was loaded last
};

}  // namespace mailsonde::cli
