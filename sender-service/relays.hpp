#pragma once

#include "sender-service/relay_port.hpp"
#include "shared/clients/attempt.hpp"
#include "shared/clients/smtp_client.hpp"
#include "shared/config/config.hpp"
#include "shared/net/io_thread.hpp"
#include "shared/telemetry/logger.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace mailsonde::sender {

/// Composes test mails and submits them, one kept connection per route.
class relays final : public relay_port {
public:
    using answer = std::function<void(
        std::string const& mail_id, std::string const& route, clients::attempt const& attempt
    )>;

    /// @param answered  called on the io thread
    /// @param may_send  asked on the io thread right before SMTP: are we still the owner?
    /// The references outlive this; nothing may be submitted after io.stop().
    relays(
        net::io_thread& io,
        telemetry::logger& logger,
        std::shared_ptr<config::config const> config,
        answer answered,
        std::function<bool()> may_send
    );

    void submit(model::open_send const& mail) override;  ///< from any thread
    /// From any thread. Routes whose server or login changed get a new connection.
    void configure(std::shared_ptr<config::config const> config);

private:
    struct line;

    void begin(model::open_send const& mail);
    std::shared_ptr<line> line_of(std::string const& route);
    boost::asio::awaitable<void> deliver(std::shared_ptr<line> over, model::open_send mail);
    boost::asio::awaitable<clients::attempt> try_once(
        std::shared_ptr<line> over, model::open_send mail
    );
    boost::asio::awaitable<void> keep_tidy();
    /// Says goodbye, now or when the mail under way is through.
    void retire(std::shared_ptr<line> const& idle);
    boost::asio::awaitable<void> quit(std::shared_ptr<line> idle);

    net::io_thread& io_;
    telemetry::logger& logger_;
    std::shared_ptr<config::config const> config_;  ///< the io thread's
    answer answered_;
    std::function<bool()> may_send_;
    std::map<std::string, std::shared_ptr<line>> lines_;
};

}  // namespace mailsonde::sender
