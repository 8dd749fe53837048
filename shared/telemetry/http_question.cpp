#include "shared/telemetry/http_question.hpp"

#include "shared/telemetry/http_listening.hpp"
#include "shared/telemetry/telemetry_errc.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <exception>
#include <tuple>

namespace mailsonde::telemetry {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

/// Of a page that tells how it is; whoever says more is not a Mailsonde.
constexpr std::size_t longest_answer = 64UL * 1024;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

struct exchange {
    explicit exchange(asio::io_context& io) : stream(io), buffer(longest_answer) {
        answer.body_limit(longest_answer);
    }

    beast::tcp_stream stream;
    http::request<http::empty_body> request;
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> answer;
    error_code failed;
};

asio::awaitable<void> carry_out(exchange& it, tcp::endpoint at) {
    std::tie(it.failed) = co_await it.stream.async_connect(at, no_throw);
    std::size_t count = 0;
    if (!it.failed) {
        std::tie(it.failed, count) = co_await http::async_write(it.stream, it.request, no_throw);
    }
    if (!it.failed) {
        std::tie(it.failed, count) =
            co_await http::async_read(it.stream, it.buffer, it.answer, no_throw);
    }
    co_return;
}

/// Where to reach from here whoever listens there.
tcp::endpoint reachable(tcp::endpoint at) {
    if (at.address().is_unspecified()) {
        at.address(
            at.address().is_v4() ? asio::ip::address(asio::ip::address_v4::loopback())
                                 : asio::ip::address(asio::ip::address_v6::loopback())
        );
    }
    return at;
}

}  // namespace

result<http_page> ask(http_question const& question) {
    auto const at = endpoint_of(question.listen);
    if (!at) {
        return fail(telemetry_errc::no_answer, "needs host:port, not " + question.listen);
    }
    asio::io_context io{1};
    exchange it(io);
    it.request.version(11);
    it.request.method(http::verb::get);
    it.request.target(question.path);
    it.request.set(http::field::host, question.listen);
    if (question.token) {
        auto const token = question.token->reveal();
        it.request.set(http::field::authorization, "Bearer " + std::string(token));
    }
    it.stream.expires_after(question.patience);  // for all that follows
    asio::co_spawn(io, carry_out(it, reachable(*at)), [&](std::exception_ptr const& thrown) {
        if (thrown) {
            it.failed = make_error_code(telemetry_errc::no_answer);
        }
    });
    io.run();
    if (it.failed) {
        return fail(telemetry_errc::no_answer, question.listen + ": " + it.failed.message());
    }
    auto& answer = it.answer.get();
    return http_page{answer.result_int(), std::move(answer.body())};
}

}  // namespace mailsonde::telemetry
