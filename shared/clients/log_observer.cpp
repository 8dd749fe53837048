#include "shared/clients/log_observer.hpp"

#include "shared/eventlog/eventlog_errc.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace mailsonde::clients {
namespace {

using telemetry::level;

constexpr std::chrono::seconds a_while{30};

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

/// Lets the first of equal messages through, and one a minute. How often or where in the log it was
/// makes no difference: of those that only have other numbers one is enough, too.
class repetition {
public:
    bool is_news(std::string message) {
        auto const now = std::chrono::steady_clock::now();
        std::erase_if(message, [](char c) { return c >= '0' && c <= '9'; });
        if (message == last_ && now < again_at_) {
            return false;
        }
        last_ = std::move(message);
        again_at_ = now + std::chrono::minutes(1);
        return true;
    }

private:
    std::string last_;
    std::chrono::steady_clock::time_point again_at_;
};

/// Tells of one service: what can't be written or read is tried again every few seconds, and one
/// line a minute says as much as all of them.
class service_teller {
public:
    service_teller(std::string service, telemetry::logger& logger)
        : service_(std::move(service)), logger_(logger) {}

    void committed(eventlog::commit_result const& done, milliseconds took) {
        using eventlog::commit_outcome;
        auto const outcome = std::string(to_text(done.outcome));
        auto const failed =
            done.outcome == commit_outcome::aborted || done.outcome == commit_outcome::unknown;
        failures_ += failed ? 1 : 0;
        if (!failed || commits_.is_news(outcome + done.detail)) {
            logger_.write(
                level_of(done.outcome),
                "commit",
                {{"service", service_},
                 {"outcome", outcome},
                 {"took", to_text(took)},
                 {"detail", done.detail}}
            );
        }
        if (done.outcome == commit_outcome::ok && failures_ > 0) {
            resumed();
        }
    }

    void failed(std::string const& what, failure const& why) {
        ++failures_;
        auto const now = std::chrono::steady_clock::now();
        since_ = since_.value_or(now);
        // Brokers are busy for some seconds after each start and death; then it is no trouble.
        auto const passes = why.code == eventlog::eventlog_errc::busy && now - *since_ < a_while;
        if (others_.is_news(what + why.text() + (passes ? "" : "!"))) {
            logger_.write(
                passes ? level::warn : level::error,
                "event_log_failed",
                {{"service", service_}, {"what", what}, {"error", why.text()}}
            );
        }
    }

private:
    void resumed() {
        logger_.write(
            level::info,
            "event_log_resumed",
            {{"service", service_}, {"failures", std::to_string(failures_)}}
        );
        failures_ = 0;
        since_.reset();
        commits_ = {};
        others_ = {};
    }

    std::string service_;
    telemetry::logger& logger_;
    std::uint64_t failures_ = 0;  ///< since the last commit that was done
    std::optional<std::chrono::steady_clock::time_point> since_;  ///< the first of them
    repetition commits_;
    repetition others_;
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
    // Both tell of the same trouble, and when it is over.
    auto const teller = std::make_shared<service_teller>(service, logger);
    out.committed =
        [service, &metrics, teller](eventlog::commit_result const& done, milliseconds took) {
            metrics.commit(service, to_text(done.outcome), took);
            teller->committed(done, took);
        };
    out.failed = [teller](std::string const& what, failure const& why) {
        teller->failed(what, why);
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
