#include "shared/telemetry/http_server.hpp"

#include "shared/telemetry/http_listening.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <exception>
#include <list>
#include <thread>
#include <utility>

namespace mailsonde::telemetry {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr std::uint32_t longest_request = 8192;
constexpr std::size_t most_connections = 64;
constexpr auto pause_without_descriptors = 100ms;
/// So much of a body that nobody wants is taken, so that the sender lives to read our answer.
constexpr std::size_t most_unread = 64UL * 1024;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

using request_head = http::request_parser<http::empty_body>;
using response = http::response<http::string_body>;

response to_response(http_page page) {
    response out(http::int_to_status(page.status), 11);
    out.set(http::field::content_type, page.type);
    out.set(http::field::cache_control, "no-store");
    out.set("X-Content-Type-Options", "nosniff");
    if (page.status == 401) {
        out.set(http::field::www_authenticate, "Bearer");
    } else if (page.status == 405) {
        out.set(http::field::allow, "GET, HEAD");
    }
    out.body() = std::move(page.body);
    out.keep_alive(false);
    out.prepare_payload();
    return out;
}

http_page refusal(error_code const& why) {
    if (why == http::error::header_limit || why == http::error::buffer_overflow) {
        return {431, "request too large\n"};
    }
    return {400, "bad request\n"};
}

}  // namespace

/// All members are the server thread's once it runs.
struct http_server::running {
    using connection = std::list<beast::tcp_stream>::iterator;

    explicit running(http_sources of) : from(of) {}

    [[nodiscard]] asio::awaitable<void> accept();
    [[nodiscard]] asio::awaitable<void> serve(connection at);
    [[nodiscard]] asio::awaitable<void> make_room();
    [[nodiscard]] http_page page_for(request_head const& request) const;
    void begin(tcp::socket socket);

    http_sources from;
    http_access access;
    milliseconds patience{};
    // Ends with all coroutines before the rest does.
    asio::io_context io{1};
    tcp::acceptor acceptor{io};
    std::list<beast::tcp_stream> open;  ///< the oldest first
    int port = 0;
    std::thread thread;
};

asio::awaitable<void> http_server::running::accept() {
    asio::steady_timer timer(io);
    while (true) {
        auto [error, socket] = co_await acceptor.async_accept(no_throw);
        if (error == asio::error::operation_aborted) {
            co_return;
        }
        if (error) {  // mostly that there are no descriptors left
            timer.expires_after(pause_without_descriptors);
            co_await timer.async_wait(no_throw);
        } else {
            co_await make_room();
            begin(std::move(socket));
        }
    }
}

// The oldest goes: whoever holds connections and says nothing must not keep a kubelet out, which
// would restart us. Who asks at once is answered before 64 more have come.
asio::awaitable<void> http_server::running::make_room() {
    while (open.size() >= most_connections) {
        open.front().close();
        co_await asio::post(io, no_throw);  // its coroutine ends meanwhile
    }
}

void http_server::running::begin(tcp::socket socket) {
    auto const at = open.emplace(open.end(), std::move(socket));
    // An exception (no memory) is the end of one connection and of nothing else.
    asio::co_spawn(io, serve(at), [this, at](std::exception_ptr const& /*thrown*/) {
        open.erase(at);
    });
}

asio::awaitable<void> http_server::running::serve(connection at) {
    auto& stream = *at;
    stream.expires_after(patience);  // for all that follows
    beast::flat_buffer buffer(longest_request);
    request_head request;
    request.header_limit(longest_request);
    auto const [failed, read] = co_await http::async_read_header(stream, buffer, request, no_throw);
    if (failed && failed.category() != make_error_code(http::error::bad_method).category()) {
        co_return;  // gone or too slow
    }
    auto const is_head = !failed && request.get().method() == http::verb::head;
    auto answer = to_response(failed ? refusal(failed) : page_for(request));
    http::response_serializer<http::string_body> serializer(answer);
    if (is_head) {
        co_await http::async_write_header(stream, serializer, no_throw);
    } else {
        co_await http::async_write(stream, serializer, no_throw);
    }
    error_code ignored;
    static_cast<void>(stream.socket().shutdown(tcp::socket::shutdown_send, ignored));
    buffer.clear();
    for (std::size_t unread = 0; unread < most_unread;) {
        auto const [ended, count] =
            co_await stream.async_read_some(buffer.prepare(longest_request), no_throw);
        if (ended) {
            break;
        }
        unread += count;
    }
    co_return;
}

http_page http_server::running::page_for(request_head const& request) const {
    auto const& head = request.get();
    auto const text = [](auto const& view) { return std::string_view(view.data(), view.size()); };
    return telemetry::answer(
        {text(head.method_string()), text(head.target()), text(head[http::field::authorization])},
        access,
        from,
        std::chrono::steady_clock::now()
    );
}

http_server::http_server(std::unique_ptr<running> state) : state_(std::move(state)) {}

result<std::unique_ptr<http_server>> http_server::listen(http_options options, http_sources from) {
    auto state = std::make_unique<running>(from);
    auto acceptor = listen_at(options.listen, state->io);
    if (!acceptor) {
        return acceptor.error();
    }
    state->acceptor = *std::move(acceptor);
    auto const at = state->acceptor.local_endpoint();
    state->port = at.port();
    state->patience = options.patience;
    state->access = {at.address().is_loopback(), std::move(options.token)};
    asio::co_spawn(state->io, state->accept(), [](std::exception_ptr const& /*thrown*/) {});
    state->thread = std::thread([&io = state->io] { io.run(); });
    return std::unique_ptr<http_server>(new http_server(std::move(state)));
}

http_server::~http_server() {
    state_->io.stop();
    state_->thread.join();
}

void http_server::set_token(std::optional<secret> token) {
    asio::post(state_->io, [this, token = std::move(token)] { state_->access.token = token; });
}

int http_server::port() const {
    return state_->port;
}

}  // namespace mailsonde::telemetry
