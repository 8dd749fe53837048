#pragma once

#include "checker-service/checker_core.hpp"
#include "checker-service/mailboxes.hpp"
#include "shared/clients/service_pulse.hpp"
#include "shared/eventlog/engine.hpp"
#include "shared/eventlog/runner.hpp"
#include "shared/net/io_thread.hpp"
#include "shared/telemetry/instruments.hpp"

#include <atomic>
#include <memory>

namespace mailsonde::checker {

/// The checker as a running thing: decisions on one thread, mailboxes on another.
class checker_service {
public:
    /// `log` and what `with` refers to outlive the service.
    checker_service(
        eventlog::log& log, checker_options const& options, telemetry::instruments const& with
    );
    checker_service(checker_service const&) = delete;
    checker_service& operator=(checker_service const&) = delete;
    ~checker_service();

    /// @errors those of log::join
    [[nodiscard]] result<void> start();
    void configure(std::shared_ptr<config::config const> const& config);

    /// Somebody has written to the log: from any thread.
    void hurry() { runner_.hurry(milliseconds(hurry_within_.load())); }

    /// Begins no visit, waits for those under way and the record of what they brought, up to
    /// `patience`, then leaves the group. Mails that are out go on after a restart.
    void stop(milliseconds patience);

private:
    std::shared_ptr<config::config const> config_;
    std::atomic<milliseconds::rep> hurry_within_;
    clients::service_observers observers_;
    net::io_thread io_;
    mailboxes mailboxes_;
    checker_core core_;
    eventlog::engine engine_;
    eventlog::runner runner_;
};

}  // namespace mailsonde::checker
