#include "tests/support/scripted_peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>

#include <array>
#include <tuple>
#include <utility>

namespace mailsonde::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

using boost::system::error_code;

constexpr auto tuple_result = asio::as_tuple(asio::use_awaitable);

/// Swallows whatever comes, until the other side has had enough.
asio::awaitable<void> until_closed(tcp::socket& socket) {
    std::array<char, 4096> buffer{};
    error_code error;
    while (!error) {
        auto const [failed, size] =
            co_await socket.async_read_some(asio::buffer(buffer), tuple_result);
        error = failed;
    }
}

}  // namespace

scripted_peer::scripted_peer(asio::io_context& io, std::vector<peer_step> steps)
    : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      steps_(std::move(steps)),
      context_(asio::ssl::context::tls_server) {}

void scripted_peer::use(pem_pair const& identity) {
    context_.use_certificate(asio::buffer(identity.certificate), asio::ssl::context::pem);
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
        error_code error;
        if (auto const* const out = std::get_if<says>(&*step)) {
            error = co_await with.write(out->bytes);
        } else if (auto const* const in = std::get_if<hears>(&*step)) {
            std::string heard(in->bytes.size(), '\0');
            error = co_await with.read(heard);
            if (heard != in->bytes) {
                complaint_ = "expected \"" + in->bytes + "\", heard \"" + heard + "\"";
                co_return steps_.cend();
            }
        } else if (std::holds_alternative<does_tls>(*step)) {
            error = co_await with.handshake();
        } else if (std::holds_alternative<hangs_up>(*step)) {
            co_return step + 1;
        } else {
            co_await until_closed(with.socket);
            co_return steps_.cend();
        }
        if (error) {
            complaint_ = error.message();
            co_return steps_.cend();
        }
    }
    co_return steps_.cend();
}

}  // namespace mailsonde::test
