#include "shared/clients/log_observer.hpp"

#include <chrono>
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

/// Lets the first of equal messages through, and one a minute.
class repetition {
public:
    bool is_news(std::string const& message) {
        auto const now = std::chrono::steady_clock::now();
        if (message == last_ && now < again_at_) {
            return false;
        }
        last_ = message;
        again_at_ = now + std::chrono::minutes(1);
        return true;
    }

private:
    std::string last_;
    std::chrono::steady_clock::time_point again_at_;
};

}  // namespace

std::function<void(std::string const&, std::string const&)> coroutine_observer(
    telemetry::logger& logger
) {
    return [&logger](std::string const& name, std::string const& what) {
        logger.write(level::error, "coroutine_failed", {{"name", name}, {"what", what}});
    };
}

void tell_unreadable(
    telemetry::logger& logger, eventlog::stored_record const& record, failure const& why
) {
    logger.write(
        level::error,
        "record_unreadable",
        {{"topic", record.data.topic},
         {"partition", std::to_string(record.data.partition)},
         {"offset", std::to_string(record.offset)},
         {"key", record.data.key.value_or("")},
         {"error", why.text()}}
    );
}

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
    out.failed = [service,
                  &logger,
                  seen = repetition()](std::string const& what, failure const& why) mutable {
        if (!seen.is_news(what + why.text())) {
            return;
        }
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
