#include "shared/clients/log_observer.hpp"

#include <utility>

namespace mailsonde::clients {
namespace {

using telemetry::level;

level level_of(eventlog::commit_outcome outcome) {
    switch (outcome) {
        case eventlog::commit_outcome::ok:
            return level::trace;
        case eventlog::commit_outcome::fenced:
            return level::warn;
        case eventlog::commit_outcome::aborted:
        case eventlog::commit_outcome::unknown:
            return level::error;
    }
    return level::error;
}

}  // namespace

eventlog::engine_observer observer_for(
    std::string service, telemetry::logger& logger, telemetry::metrics& metrics
) {
    eventlog::engine_observer out;
    out.committed =
        [service, &logger, &metrics](eventlog::commit_result const& done, milliseconds took) {
            auto const outcome = std::string(to_text(done.outcome));
            metrics.commit(service, outcome, took);
            logger.write(
                level_of(done.outcome),
                "commit",
                {{"service", service},
                 {"outcome", outcome},
                 {"took", to_text(took)},
                 {"detail", done.detail}}
            );
        };
    out.failed = [service, &logger](std::string const& what, failure const& why) {
        logger.write(
            level::error,
            "event_log_failed",
            {{"service", service}, {"what", what}, {"error", why.text()}}
        );
    };
    out.assigned = [service, &logger](std::vector<int> const& partitions) {
        logger.write(
            level::info,
            "partitions_assigned",
            {{"service", service}, {"count", std::to_string(partitions.size())}}
        );
    };
    out.revoked = [service = std::move(service), &logger] {
        logger.write(level::info, "partitions_revoked", {{"service", service}});
    };
    return out;
}

}  // namespace mailsonde::clients
