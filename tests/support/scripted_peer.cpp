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

constexpr auto tuple_result = asio::as_tuple(asio::use_awaitable);

/// Swallows whatever comes, until the other side has had enough.
asio::awaitable<void> until_closed(tcp::socket& socket) {
    std::array<char, 4096> buffer{};
    boost::system::error_code error;
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

asio::awaitable<void> scripted_peer::serve() {
    auto [refused, socket] = co_await acceptor_.async_accept(tuple_result);
    if (refused) {
        co_return;
    }
    asio::ssl::stream<tcp::socket&> tls(socket, context_);
    auto encrypted = false;
    for (auto const& step : steps_) {
        boost::system::error_code error;
        std::size_t size = 0;
        if (auto const* const out = std::get_if<says>(&step)) {
            auto const bytes = asio::buffer(out->bytes);
            if (encrypted) {
                std::tie(error, size) = co_await asio::async_write(tls, bytes, tuple_result);
            } else {
                std::tie(error, size) = co_await asio::async_write(socket, bytes, tuple_result);
            }
        } else if (auto const* const in = std::get_if<hears>(&step)) {
            std::string heard(in->bytes.size(), '\0');
            auto const bytes = asio::buffer(heard);
            if (encrypted) {
                std::tie(error, size) = co_await asio::async_read(tls, bytes, tuple_result);
            } else {
                std::tie(error, size) = co_await asio::async_read(socket, bytes, tuple_result);
            }
            if (!error && heard != in->bytes) {
                complaint_ = "expected \"" + in->bytes + "\", heard \"" + heard + "\"";
                co_return;
            }
        } else if (std::holds_alternative<does_tls>(step)) {
            std::tie(error) =
                co_await tls.async_handshake(asio::ssl::stream_base::server, tuple_result);
            encrypted = true;
        } else {
            co_await until_closed(socket);
            co_return;
        }
        if (error) {
            complaint_ = error.message();
            co_return;
        }
    }
}

}  // namespace mailsonde::test
