#pragma once

// Included by this library's .cpp files only.

#include "shared/core/result.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::telemetry {

/// @param address  "host:port": an IPv4 address, an IPv6 address in brackets, or localhost
[[nodiscard]] std::optional<boost::asio::ip::tcp::endpoint> endpoint_of(std::string_view address);

/// @errors telemetry_errc::cannot_listen  address in use, not ours, or malformed
[[nodiscard]] result<boost::asio::ip::tcp::acceptor> listen_at(
    std::string const& address, boost::asio::io_context& io
);

}  // namespace mailsonde::telemetry
