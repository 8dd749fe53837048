#pragma once

#include "sender-service/relays.hpp"
#include "sender-service/sender_core.hpp"
#include "shared/clients/service_pulse.hpp"
#include "shared/eventlog/engine.hpp"
#include "shared/eventlog/runner.hpp"
#include "shared/net/io_thread.hpp"
#include "shared/telemetry/instruments.hpp"

#include <memory>

namespace mailsonde::sender {

/// The sender as a running thing: decisions on one thread, SMTP on another.
class sender_service {
public:
    /// `log` and what `with` refers to outlive the service.
    sender_service(
        eventlog::log& log, sender_options const& options, telemetry::instruments const& with
    );
    sender_service(sender_service const&) = delete;
    sender_service& operator=(sender_service const&) = delete;
    ~sender_service();

    /// @errors those of log::join
    [[nodiscard]] result<void> start();
    void configure(std::shared_ptr<config::config const> const& config);
    /// Begins nothing new, waits for mails that relays have in hand and for the record of their
    /// fate, up to `patience`, then leaves the group. What is still open goes on after a restart.
    void stop(milliseconds patience);

private:
    std::shared_ptr<config::config const> config_;
    clients::service_observers observers_;
    net::io_thread io_;
    relays relays_;
    sender_core core_;
    eventlog::engine engine_;
    eventlog::runner runner_;
};

}  // namespace mailsonde::sender
