#include "tests/support/scripted_peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>
#include <utility>

namespace mailsonde::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

using boost::system::error_code;

constexpr auto tuple_result = asio::as_tuple(asio::use_awaitable);

constexpr auto drip_pause = std::chrono::milliseconds(1);

/// Swallows whatever comes, until the other side has had enough.
/// @return the number of octets
asio::awaitable<std::size_t> until_closed(tcp::socket& socket) {
    std::array<char, 4096> buffer{};
    std::size_t heard = 0;
    error_code error;
    while (!error) {
        auto const [failed, size] =
            co_await socket.async_read_some(asio::buffer(buffer), tuple_result);
        error = failed;
        heard += size;
    }
    co_return heard;
}

void swallow(tcp::socket& socket) {
    std::array<char, 4096> buffer{};
    error_code error;
    while (!error && socket.available(error) > 0) {
        socket.read_some(asio::buffer(buffer), error);
    }
}

}  // namespace

scripted_peer::scripted_peer(asio::io_context& io, std::vector<peer_step> steps)
    : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      steps_(std::move(steps)),
      context_(asio::ssl::context::tls_server) {
    // It is the client's business to refuse what is weak.
    SSL_CTX_set_security_level(context_.native_handle(), 0);
}

void scripted_peer::use(pem_pair const& identity) {
    context_.use_certificate_chain(asio::buffer(identity.certificate));
    context_.use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
}

void scripted_peer::limit_to(int version) {
    SSL_CTX_set_cipher_list(context_.native_handle(), "DEFAULT@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.native_handle(), version);
}

struct scripted_peer::conversation {
    conversation(tcp::socket accepted, asio::ssl::context& context)
        : socket(std::move(accepted)), tls(socket, context) {}

    asio::awaitable<error_code> write(std::string const& bytes) {
        error_code error;
        std::size_t size = 0;
        if (encrypted) {
            std::tie(error, size) =
                co_await asio::async_write(tls, asio::buffer(bytes), tuple_result);
        } else {
            std::tie(error, size) =
                co_await asio::async_write(socket, asio::buffer(bytes), tuple_result);
        }
        co_return error;
    }

    asio::awaitable<error_code> read(std::string& bytes) {
        error_code error;
        std::size_t size = 0;
        if (encrypted) {
            std::tie(error, size) =
                co_await asio::async_read(tls, asio::buffer(bytes), tuple_result);
        } else {
            std::tie(error, size) =
                co_await asio::async_read(socket, asio::buffer(bytes), tuple_result);
        }
        bytes.resize(size);
        co_return error;
    }

    /// Without its line end.
    asio::awaitable<error_code> read_line(std::string& line) {
        std::string one(1, '\0');
        error_code error;
        while (!error && one != "\n") {
            one.resize(1);
            error = co_await read(one);
            line += one;
        }
        line.erase(std::min(line.find_first_of("\r\n"), line.size()));
        co_return error;
    }

    asio::awaitable<void> flood(std::string const& bytes) {
        error_code error;
        while (!error) {
            error = co_await write(bytes);
        }
        co_return;
    }

    asio::awaitable<void> drip(std::string const& bytes) {
        asio::steady_timer timer(socket.get_executor());
        error_code error;
        for (std::size_t i = 0; !error; ++i) {
            std::string const one(1, bytes[i % bytes.size()]);
            error = co_await write(one);
            timer.expires_after(drip_pause);
            co_await timer.async_wait(tuple_result);
        }
        co_return;
    }

    asio::awaitable<error_code> handshake() {
        auto const [error] =
            co_await tls.async_handshake(asio::ssl::stream_base::server, tuple_result);
        encrypted = true;
        co_return error;
    }

    tcp::socket socket;
    asio::ssl::stream<tcp::socket&> tls;
    bool encrypted = false;
};

asio::awaitable<void> scripted_peer::serve() {
    auto step = steps_.cbegin();
    do {
        auto [refused, socket] = co_await acceptor_.async_accept(tuple_result);
        if (refused) {
            complaint_ = "nobody connected";
            co_return;
        }
        conversation with(std::move(socket), context_);
        step = co_await play(with, step);
    } while (step != steps_.cend());
}

asio::awaitable<scripted_peer::script> scripted_peer::play(conversation& with, script from) {
    for (auto step = from; step != steps_.cend(); ++step) {
        if (!co_await take(with, *step)) {
            co_return complaint_.empty() ? step + 1 : steps_.cend();
        }
    }
    co_return steps_.cend();
}

asio::awaitable<bool> scripted_peer::take(conversation& with, peer_step const& step) {
    error_code error;
    if (auto const* const out = std::get_if<says>(&step)) {
        error = co_await with.write(out->bytes);
    } else if (auto const* const in = std::get_if<hears>(&step)) {
        std::string heard(in->bytes.size(), '\0');
        error = co_await with.read(heard);
        if (heard != in->bytes) {
            complaint_ = "expected \"" + in->bytes + "\", heard \"" + heard + "\"";
        }
    } else if (auto const* const answer = std::get_if<answers>(&step)) {
        std::string line;
        error = co_await with.read_line(line);
        auto const bytes = error ? std::string() : answer->bytes(line);
        error = error ? error : co_await with.write(bytes);
    } else if (std::holds_alternative<swallows>(step)) {
        swallow(with.socket);
    } else if (std::holds_alternative<does_tls>(step)) {
        error = co_await with.handshake();
    } else {
        co_await end(with, step);
        co_return false;
    }
    if (error && complaint_.empty()) {
        complaint_ = error.message();
    }
    co_return complaint_.empty();
}

asio::awaitable<void> scripted_peer::end(conversation& with, peer_step const& step) {
    if (auto const* const flood = std::get_if<floods>(&step)) {
        co_await with.flood(flood->bytes);
    } else if (auto const* const drip = std::get_if<drips>(&step)) {
        co_await with.drip(drip->bytes);
    } else if (std::holds_alternative<stays_silent>(step)) {
        co_await until_closed(with.socket);
    } else if (std::holds_alternative<hears_the_end>(step)) {
        if (auto const heard = co_await until_closed(with.socket); heard > 0) {
            complaint_ = "heard " + std::to_string(heard) + " octets, expected the end";
        }
    }
    co_return;
}

}  // namespace mailsonde::test
