#pragma once

#include "checker-service/checker_core.hpp"
#include "checker-service/mailbox_port.hpp"
#include "shared/eventlog/engine.hpp"
#include "shared/eventlog/runner.hpp"
#include "shared/telemetry/logger.hpp"
#include "shared/telemetry/metrics.hpp"

#include <functional>
#include <memory>
#include <string>

namespace mailsonde::bench {

/// Mailboxes that nobody asks for anything, or that never answer.
class no_mailboxes final : public checker::mailbox_port {
public:
    void look(std::string const&, checker::epoch, clients::look_request const&) override {}

    void
    remove(std::string const&, checker::epoch, std::vector<clients::removal> const&, wire::imap::header_check const&)
        override {}

    void close(std::string const&) override {}
};

/// What may differ between two checkers of this benchmark.
struct checker_setup {
    std::shared_ptr<config::config const> config;
    eventlog::engine_observer observer;
    std::function<void(eventlog::turn_report const&)> turned;
    milliseconds session_timeout{10'000};
};

/// The checker as its service runs it, with other mailboxes.
class bench_checker {
public:
    /// The references outlive it.
    bench_checker(eventlog::log& log, checker::mailbox_port& mailboxes, checker_setup setup);

    void start() { runner_.start().value(); }

    void stop() { runner_.stop(milliseconds(5'000)); }

    checker::checker_core& core() { return core_; }

    eventlog::runner& runner() { return runner_; }

private:
    telemetry::logger quiet_{telemetry::level::error, telemetry::log_format::text};
    telemetry::metrics metrics_;
    checker::checker_core core_;
    eventlog::engine engine_;
    eventlog::runner runner_;
};

/// A configuration without mailboxes.
[[nodiscard]] config::config bench_config(std::string const& prefix = "mailsonde");

}  // namespace mailsonde::bench
