#pragma once

#include "tests/support/certificates.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mailsonde::test {

/// What a peer does, in order. After the last step it closes the connection, unless that is
/// `stays_silent`.
struct says {
    std::string bytes;
};

/// Reads until `bytes` have come; anything else is remembered as a failure.
struct hears {
    std::string bytes;
};

struct does_tls {};

struct stays_silent {};

using peer_step = std::variant<says, hears, does_tls, stays_silent>;

/// A server on a free loopback port, for one connection, in the test's own io_context.
class scripted_peer {
public:
    scripted_peer(boost::asio::io_context& io, std::vector<peer_step> steps);

    /// For does_tls.
    void use(pem_pair const& identity);
    /// The newest TLS version this server speaks.
    void limit_to(int version);

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    /// What went against the script; "" if nothing did.
    [[nodiscard]] std::string const& complaint() const { return complaint_; }

    [[nodiscard]] boost::asio::awaitable<void> serve();

private:
    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<peer_step> steps_;
    boost::asio::ssl::context context_;
    std::string complaint_;
};

}  // namespace mailsonde::test
