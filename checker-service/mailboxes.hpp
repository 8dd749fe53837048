#pragma once

#include "checker-service/mailbox_port.hpp"
#include "shared/clients/imap_client.hpp"
#include "shared/config/config.hpp"
#include "shared/net/io_thread.hpp"
#include "shared/telemetry/logger.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::checker {

/// Visits mailboxes, with one session each.
class mailboxes final : public mailbox_port {
public:
    /// Called on the io thread.
    struct answers {
        std::function<void(std::string const&, epoch, clients::look_report const&)> looked;
        std::function<
            void(std::string const&, epoch, result<std::vector<clients::removal_outcome>> const&)>
            removed;
    };

    /// The references outlive this; no visit may begin after io.stop().
    mailboxes(
        net::io_thread& io,
        telemetry::logger& logger,
        std::shared_ptr<config::config const> config,
        answers answered
    );

    // From any thread.
    void look(std::string const& mailbox, epoch when, clients::look_request const& request)
        override;
    void remove(
        std::string const& mailbox,
        epoch when,
        std::vector<clients::removal> const& removals,
        wire::imap::header_check const& is_ours
    ) override;
    void close(std::string const& mailbox) override;
    /// Mailboxes whose server or login changed get a new session.
    void configure(std::shared_ptr<config::config const> config);

private:
    using client = std::shared_ptr<clients::imap_client>;

    boost::asio::awaitable<void> run_look(
        client with, std::string mailbox, epoch when, clients::look_request request
    );
    boost::asio::awaitable<void> run_removal(
        client with,
        std::string mailbox,
        epoch when,
        std::vector<clients::removal> removals,
        wire::imap::header_check is_ours
    );
    static boost::asio::awaitable<void> quit(client with);
    client client_of(std::string const& mailbox);
    void retire(std::string const& mailbox);
    void end_idle_sessions();

    net::io_thread& io_;
    telemetry::logger& logger_;
    std::shared_ptr<config::config const> config_;  ///< the io thread's
    answers answered_;
    std::map<std::string, client> clients_;
};

}  // namespace mailsonde::checker
