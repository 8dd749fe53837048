#include "shared/telemetry/http_server.hpp"

#include "shared/telemetry/telemetry_errc.hpp"

#include <httplib.h>

#include <sys/socket.h>

#include <charconv>
#include <thread>

namespace mailsonde::telemetry {

struct http_server::running {
    httplib::Server server;
    int port = 0;
    std::thread thread;
};

http_server::http_server(std::unique_ptr<running> state) : state_(std::move(state)) {}

result<std::unique_ptr<http_server>> http_server::listen(
    std::string_view address, metrics const& source
) {
    auto const colon = address.rfind(':');
    int port = -1;
    if (colon != std::string_view::npos) {
        std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
    }
    if (port < 0 || port > 65535) {
        return fail(telemetry_errc::cannot_listen, "needs host:port, not " + std::string(address));
    }
    auto host = std::string(address.substr(0, colon));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    auto state = std::make_unique<running>();
    // The library's default is SO_REUSEPORT: a second instance would silently take every other
    // request.
    state->server.set_socket_options([](socket_t socket) {
        int const on = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    state->server.new_task_queue = [] { return new httplib::ThreadPool(2); };
    state->server.Get("/metrics", [&source](httplib::Request const&, httplib::Response& response) {
        response.set_content(source.render(), "text/plain; version=0.0.4; charset=utf-8");
    });
    state->port = port == 0 ? state->server.bind_to_any_port(host)
                            : (state->server.bind_to_port(host, port) ? port : -1);
    if (state->port < 0) {
        return fail(telemetry_errc::cannot_listen, std::string(address));
    }
    state->thread = std::thread([server = &state->server] { server->listen_after_bind(); });
    return std::unique_ptr<http_server>(new http_server(std::move(state)));
}

http_server::~http_server() {
    // stop() before the accept loop runs would be lost, and the join would never return.
    while (!state_->server.is_running() && state_->server.is_valid()) {
        std::this_thread::yield();
    }
    state_->server.stop();
    state_->thread.join();
}

int http_server::port() const {
    return state_->port;
}

}  // namespace mailsonde::telemetry
