#include "shared/telemetry/http_listening.hpp"

#include "shared/core/text.hpp"
#include "shared/telemetry/telemetry_errc.hpp"

#include <charconv>
#include <cstdint>

namespace mailsonde::telemetry {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// @return what failed; an SO_REUSEPORT would let a second instance take every other request
error_code open(tcp::acceptor& acceptor, tcp::endpoint const& at) {
    error_code error;
    static_cast<void>(acceptor.open(at.protocol(), error));
    if (!error) {
        static_cast<void>(acceptor.set_option(tcp::acceptor::reuse_address(true), error));
    }
    if (!error) {
        static_cast<void>(acceptor.bind(at, error));
    }
    if (!error) {
        static_cast<void>(acceptor.listen(tcp::acceptor::max_listen_connections, error));
    }
    return error;
}

}  // namespace

std::optional<tcp::endpoint> endpoint_of(std::string_view address) {
    auto const colon = address.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    std::uint16_t port = 0;
    auto const digits = address.substr(colon + 1);
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    auto host = std::string(address.substr(0, colon));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    auto const is_local = equals_ignoring_case(host, "localhost");
    error_code bad;
    auto const ip = asio::ip::make_address(is_local ? "127.0.0.1" : host, bad);
    return bad ? std::nullopt : std::optional(tcp::endpoint(ip, port));
}

result<tcp::acceptor> listen_at(std::string const& address, asio::io_context& io) {
    auto const at = endpoint_of(address);
    if (!at) {
        return fail(telemetry_errc::cannot_listen, "needs host:port, not " + address);
    }
    tcp::acceptor acceptor(io);
    if (auto const error = open(acceptor, *at)) {
        return fail(telemetry_errc::cannot_listen, address + ": " + error.message());
    }
    return acceptor;
}

}  // namespace mailsonde::telemetry
