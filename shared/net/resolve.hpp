#pragma once

#include "shared/core/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace mailsonde::net {

/// All addresses of a host, in the resolver's order. Address literals need no look-up.
/// @errors net_errc::host_not_found, timed_out, stopped, out_of_descriptors
[[nodiscard]] boost::asio::awaitable<result<std::vector<boost::asio::ip::tcp::endpoint>>> resolve(
    std::string host, std::uint16_t port, std::chrono::steady_clock::time_point limit
);

}  // namespace mailsonde::net
