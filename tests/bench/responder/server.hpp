#pragma once

#include "tests/bench/responder/mail_drop.hpp"
#include "tests/bench/responder/session.hpp"
#include "tests/bench/responder/store.hpp"
#include "tests/support/certificates.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::bench {

/// A loopback address with a free port for each protocol; all share the same accounts.
struct host {
    std::string address;
    std::uint16_t imap_port = 0;
    std::uint16_t smtp_port = 0;
};

/// IMAP and SMTP with implicit TLS, on one thread.
class server {
public:
    /// Listens at 127.0.0.1 and the addresses behind it. The references outlive the server.
    server(boost::asio::io_context& io, store& all, std::size_t hosts);

    [[nodiscard]] std::vector<host> const& hosts() const { return hosts_; }

    [[nodiscard]] std::string ca_file() const { return authority_.file().string(); }

private:
    using session_maker = std::function<std::unique_ptr<session>()>;

    std::uint16_t listen(std::string const& address, session_maker const& make);
    boost::asio::awaitable<void> accept(
        std::shared_ptr<boost::asio::ip::tcp::acceptor> at, session_maker make
    );
    boost::asio::awaitable<void> serve(
        boost::asio::ip::tcp::socket socket, std::unique_ptr<session> with
    );

    boost::asio::io_context& io_;
    mail_drop drop_;
    test::authority authority_;
    boost::asio::ssl::context tls_;
    std::vector<host> hosts_;
};

}  // namespace mailsonde::bench
