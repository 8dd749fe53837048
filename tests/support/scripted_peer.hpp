#pragma once

#include "tests/support/certificates.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <functional>
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

/// Reads one line, whatever it says, and says what comes of it.
struct answers {
    std::function<std::string(std::string const& line)> bytes;
};

/// Throws away what has come so far without having been heard, as Courier does behind LOGIN.
struct swallows {};

struct does_tls {};

/// Waits until the other side closes; what it says before that is not heard.
struct stays_silent {};

/// Waits until the other side closes, which it must do without another word. What it does after
/// that may be a new connection.
struct hears_the_end {};

/// Says this again and again, until the other side has had enough and closes.
struct floods {
    std::string bytes;
};

/// The same, but one octet at a time and slowly.
struct drips {
    std::string bytes;
};

/// Closes the connection and waits for the next one, in which TLS begins anew.
struct hangs_up {};

using peer_step = std::variant<
    says,
    hears,
    answers,
    swallows,
    does_tls,
    stays_silent,
    hears_the_end,
    floods,
    drips,
    hangs_up>;

/// A server on a free loopback port, for one connection after the other, in the test's own
/// io_context.
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

    /// Nobody will connect any more.
    void stop() { acceptor_.close(); }

private:
    struct conversation;
    using script = std::vector<peer_step>::const_iterator;

    /// @return the first step that isn't done: of the next connection, or after a complaint the end
    boost::asio::awaitable<script> play(conversation& with, script from);

    /// @return false if the connection is over, well or not
    boost::asio::awaitable<bool> take(conversation& with, peer_step const& step);
    /// Of steps that end the connection.
    boost::asio::awaitable<void> end(conversation& with, peer_step const& step);

    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<peer_step> steps_;
    boost::asio::ssl::context context_;
    std::string complaint_;
};

}  // namespace mailsonde::test
