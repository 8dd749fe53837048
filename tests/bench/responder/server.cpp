#include "tests/bench/responder/server.hpp"

#include "tests/bench/responder/imap_session.hpp"
#include "tests/bench/responder/smtp_session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <exception>
#include <utility>

namespace mailsonde::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto tuple_result = asio::as_tuple(asio::use_awaitable);
constexpr auto certificate_life = 24h;

std::vector<std::string> loopback_addresses(std::size_t count) {
    std::vector<std::string> out;
    out.reserve(count);
    for (std::size_t i = 1; i <= count; ++i) {
        out.push_back("127.0.0." + std::to_string(i));
    }
    return out;
}

test::certificate_wish valid_for(std::vector<std::string> const& addresses) {
    test::certificate_wish wish;
    wish.subject_alt_name.clear();
    for (auto const& address : addresses) {
        wish.subject_alt_name += (wish.subject_alt_name.empty() ? "IP:" : ",IP:") + address;
    }
    wish.ends = certificate_life;
    return wish;
}

/// What a broken invariant of ours throws ends the program; what a peer does never throws here.
void rethrow(std::exception_ptr const& thrown) {
    if (thrown) {
        std::rethrow_exception(thrown);
    }
}

}  // namespace

server::server(asio::io_context& io, store& all, std::size_t hosts)
    : io_(io), drop_(io, all), tls_(asio::ssl::context::tls_server) {
    auto const addresses = loopback_addresses(hosts);
    auto const identity = authority_.issue(valid_for(addresses));
    tls_.use_certificate_chain(asio::buffer(identity.certificate));
    tls_.use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
    auto const take = [this](std::string const& to, std::string header) {
        drop_.take(to, std::move(header));
    };
    for (auto const& address : addresses) {
        auto const imap = listen(address, [&all] { return std::make_unique<imap_session>(all); });
        auto const smtp = listen(address, [take] { return std::make_unique<smtp_session>(take); });
        hosts_.push_back({address, imap, smtp});
    }
}

std::uint16_t server::listen(std::string const& address, session_maker const& make) {
    auto const acceptor =
        std::make_shared<tcp::acceptor>(io_, tcp::endpoint(asio::ip::make_address(address), 0));
    asio::co_spawn(io_, accept(acceptor, make), rethrow);
    return acceptor->local_endpoint().port();
}

asio::awaitable<void> server::accept(std::shared_ptr<tcp::acceptor> at, session_maker make) {
    while (true) {
        auto [error, socket] = co_await at->async_accept(tuple_result);
        if (error) {  // out of descriptors: wait until some are free
            asio::steady_timer pause(io_, 10ms);
            static_cast<void>(co_await pause.async_wait(tuple_result));
            continue;
        }
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        asio::co_spawn(io_, serve(std::move(socket), make()), rethrow);
    }
}

asio::awaitable<void> server::serve(tcp::socket socket, std::unique_ptr<session> with) {
    asio::ssl::stream<tcp::socket> stream(std::move(socket), tls_);
    auto [refused] = co_await stream.async_handshake(asio::ssl::stream_base::server, tuple_result);
    if (refused) {
        co_return;
    }
    auto answer = with->greeting();
    std::array<char, 4096> buffer{};
    while (true) {
        if (!answer.empty()) {
            auto [error, written] =
                co_await asio::async_write(stream, asio::buffer(answer), tuple_result);
            if (error || with->is_over()) {
                co_return;
            }
        }
        auto const into = asio::buffer(buffer);
        auto [error, size] = co_await stream.async_read_some(into, tuple_result);
        if (error) {
            co_return;
        }
        answer = with->hear({buffer.data(), size});
    }
}

}  // namespace mailsonde::bench
