#include "shared/net/stream.hpp"

#include "shared/core/text.hpp"
#include "shared/net/handshake_watch.hpp"
#include "shared/net/net_errc.hpp"
#include "shared/net/resolve.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/errc.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using tls_stream = asio::ssl::stream<tcp::socket&>;

constexpr auto tuple_result = asio::as_tuple(asio::use_awaitable);

/// Without it a server that keeps the rest of its answer until our ACK (Nagle: Cyrus, Courier)
/// shows 40 ms of delay that isn't the mail's. What we send ourselves says it, too, and the kernel
/// clears the option by itself: so it is set before each wait for which nothing was sent.
void acknowledge_at_once(tcp::socket& socket) {
    int const on = 1;
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

/// A server that hangs up here has had its reason, which only it knows.
failure in_handshake(failure error) {
    if (error.code == net_errc::connection_closed || error.code == net_errc::connection_lost) {
        error.detail += ", during the TLS handshake: the server's log may say why";
    }
    return error;
}

}  // namespace

/// What the deadline's handler needs; shared, because that handler may already be queued when the
/// stream dies.
struct stream::connection {
    explicit connection(asio::any_io_executor const& executor)
        : socket(executor), timer(executor) {}

    /// From here to `disarm` the socket is closed when the limit passes. The timer goes on until
    /// `rest`: what a command sends and what it waits for have the same limit, and a timer costs
    /// as much as either.
    static void arm(std::shared_ptr<connection> const& self, time_limit limit) {
        self->expired = false;
        self->busy = true;
        if (self->armed == limit) {
            return;
        }
        self->armed = limit;
        self->timer.expires_at(limit);
        self->timer.async_wait([weak = std::weak_ptr(self), limit](error_code const& error) {
            auto const alive = weak.lock();
            // An operation may have re-armed the timer while this handler was queued.
            if (error || !alive || alive->armed != limit) {
                return;
            }
            alive->armed.reset();
            if (alive->busy) {
                alive->expired = true;
                alive->close();
            }
        });
    }

    void disarm() { busy = false; }

    void rest() {
        if (std::exchange(armed, std::nullopt)) {
            timer.cancel();
        }
    }

    void close() noexcept {
        error_code ignored;
        socket.close(ignored);
    }

    tcp::socket socket;
    asio::steady_timer timer;
    std::shared_ptr<asio::ssl::context> context;
    std::optional<handshake_watch> watch;  // outlives `tls`, which calls it back
    std::unique_ptr<tls_stream> tls;
    std::optional<time_limit> armed;  ///< what the timer runs to
    bool busy = false;
    bool expired = false;
    bool waits_on = true;  ///< nothing was sent since the last read; the server speaks first
    std::array<char, 16UL * 1024> buffer{};
};

stream::stream(asio::any_io_executor const& executor, endpoint peer)
    : peer_(std::move(peer)), connection_(std::make_shared<connection>(executor)) {}

stream::~stream() {
    close();
}

void stream::close() noexcept {
    connection_->close();
    connection_->rest();
}

void stream::rest() {
    connection_->rest();
}

bool stream::is_open() const {
    return connection_->socket.is_open();
}

bool stream::is_encrypted() const {
    return certificate_.has_value();
}

failure stream::translate(error_code const& error) const {
    auto const where = peer_.host + ":" + std::to_string(peer_.port);
    if (connection_->expired) {
        return fail(net_errc::timed_out, where);
    }
    if (error == asio::error::operation_aborted) {
        return fail(net_errc::stopped, where);
    }
    if (error == boost::system::errc::too_many_files_open ||
        error == boost::system::errc::too_many_files_open_in_system) {
        return fail(net_errc::out_of_descriptors, where);
    }
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
        return fail(net_errc::connection_closed, where);
    }
    if (error == asio::error::connection_refused) {
        return fail(net_errc::connection_refused, where);
    }
    if (error == asio::error::host_unreachable || error == asio::error::network_unreachable) {
        return fail(net_errc::unreachable, where);
    }
    return fail(net_errc::connection_lost, where + ": " + sanitised(error.message(), 200));
}

asio::awaitable<result<void>> stream::connect(time_limit limit) {
    auto const addresses = co_await resolve(peer_.host, peer_.port, limit);
    if (!addresses) {
        co_return addresses.error();
    }
    auto left = static_cast<long>(addresses->size());
    failure last = fail(net_errc::unreachable, peer_.host);
    for (auto const& address : *addresses) {
        // An address that swallows packets may not use up the time of those behind it.
        auto const now = std::chrono::steady_clock::now();
        connection::arm(connection_, now + (limit - now) / left--);
        error_code error;
        connection_->close();
        connection_->socket.open(address.protocol(), error);
        if (!error) {
            auto const [failed] = co_await connection_->socket.async_connect(address, tuple_result);
            error = failed;
        }
        connection_->disarm();
        if (!error) {
            connection_->socket.set_option(tcp::no_delay(true), error);
            co_return result<void>();
        }
        last = translate(error);
        if (last.code == net_errc::stopped) {
            break;
        }
    }
    close();
    co_return last;
}

asio::awaitable<result<void>> stream::handshake(tls_contexts& contexts, time_limit limit) {
    auto const context = contexts.get(peer_.trust);
    if (!context) {
        close();
        co_return context.error();
    }
    auto& c = *connection_;
    c.context = *context;
    c.tls = std::make_unique<tls_stream>(c.socket, *c.context);
    auto& watch = c.watch.emplace(c.tls->native_handle(), peer_.host);
    if (auto const expected = watch.expect_host(); !expected) {
        close();
        co_return expected.error();
    }
    c.tls->set_verify_callback([&watch](bool good, asio::ssl::verify_context& store) {
        return watch.verified(good, store.native_handle());
    });
    connection::arm(connection_, limit);
    auto const [error] =
        co_await c.tls->async_handshake(asio::ssl::stream_base::client, tuple_result);
    c.disarm();
    if (error) {
        close();
        auto const fault = watch.fault(error);
        co_return fault ? *fault : in_handshake(translate(error));
    }
    auto const accepted = watch.accepted(peer_.trust.pins);
    if (!accepted) {
        close();
        co_return accepted.error();
    }
    certificate_ = *accepted;
    co_return result<void>();
}

asio::awaitable<result<std::string_view>> stream::read_some(time_limit limit) {
    auto& c = *connection_;
    auto const buffer = asio::buffer(c.buffer);
    connection::arm(connection_, limit);
    if (std::exchange(c.waits_on, true)) {
        acknowledge_at_once(c.socket);
    }
    error_code error;
    std::size_t size = 0;
    if (c.tls) {
        std::tie(error, size) = co_await c.tls->async_read_some(buffer, tuple_result);
    } else {
        std::tie(error, size) = co_await c.socket.async_read_some(buffer, tuple_result);
    }
    c.disarm();
    if (error) {
        close();
        co_return translate(error);
    }
    co_return std::string_view(c.buffer.data(), size);
}

asio::awaitable<result<void>> stream::write_all(std::string bytes, time_limit limit) {
    auto& c = *connection_;
    connection::arm(connection_, limit);
    c.waits_on = false;
    error_code error;
    std::size_t size = 0;
    if (c.tls) {
        std::tie(error, size) =
            co_await asio::async_write(*c.tls, asio::buffer(bytes), tuple_result);
    } else {
        std::tie(error, size) =
            co_await asio::async_write(c.socket, asio::buffer(bytes), tuple_result);
    }
    c.disarm();
    if (error) {
        close();
        co_return translate(error);
    }
    co_return result<void>();
}

}  // namespace mailsonde::net
