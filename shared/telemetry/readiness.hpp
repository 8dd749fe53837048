#pragma once

#include "shared/core/time.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::telemetry {

struct readiness_report {
    std::vector<std::string> reasons;  ///< why it is not ready: "checker: restoring"; empty: it is
    std::vector<std::string> notes;    ///< what somebody should know all the same

    [[nodiscard]] bool ready() const { return reasons.empty(); }
};

/// Whether the program does its job: every service holds its assignment and has restored it, the
/// event log takes what they decide, and nobody has asked for the end. Thread-safe.
class readiness {
public:
    /// A service that must be working; until it says otherwise it has no assignment.
    void expect(std::string const& service);

    /// @param obstacle  "restoring"; empty: it works
    void stands(std::string const& service, std::string_view obstacle);
    /// The event log refused something.
    void log_failed(std::string const& service, std::string const& why, instant now);
    void log_works(std::string const& service);
    /// @param good  false: what is on disk was refused, what was in force stays
    void config_loaded(bool good);
    /// The program can't go on; whoever runs it should end it. The first reason stays.
    void give_up(std::string const& why);
    [[nodiscard]] std::optional<std::string> given_up() const;
    /// There is no way back.
    void stopping();

    [[nodiscard]] readiness_report report() const;

private:
    struct trouble {
        instant since;
        std::string why;  ///< the newest reason
    };

    struct service {
        std::string obstacle;
        std::optional<trouble> log_trouble;
    };

    mutable std::mutex mutex_;
    std::map<std::string, service> services_;
    std::optional<std::string> given_up_;
    bool config_refused_ = false;
    bool stopping_ = false;
};

}  // namespace mailsonde::telemetry
