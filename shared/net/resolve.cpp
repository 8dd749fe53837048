#include "shared/net/resolve.hpp"

#include "shared/core/text.hpp"
#include "shared/net/descriptors.hpp"
#include "shared/net/net_errc.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using endpoints = std::vector<tcp::endpoint>;

/// Asio can't cut a look-up short: the system's resolver blocks a thread. So the look-up owns this,
/// and whoever waits for it may give up and leave it to its end.
struct look_up {
    explicit look_up(asio::any_io_executor const& executor)
        : resolver(executor), finished(executor) {}

    tcp::resolver resolver;
    asio::steady_timer finished;  ///< cancelled when the answer is there
    bool done = false;
    error_code error;
    endpoints found;
};

void begin(std::shared_ptr<look_up> const& job, std::string const& host, std::uint16_t port) {
    job->resolver.async_resolve(
        host,
        std::to_string(port),
        tcp::resolver::numeric_service,
        [job](error_code const& error, tcp::resolver::results_type const& results) {
            job->done = true;
            job->error = error;
            for (auto const& entry : results) {
                job->found.push_back(entry.endpoint());
            }
            job->finished.cancel();
        }
    );
}

}  // namespace

asio::awaitable<result<endpoints>> resolve(
    std::string host, std::uint16_t port, std::chrono::steady_clock::time_point limit
) {
    error_code not_literal;
    auto const literal = asio::ip::make_address(host, not_literal);
    if (!not_literal) {
        co_return endpoints{tcp::endpoint(literal, port)};
    }
    auto const executor = co_await asio::this_coro::executor;
    auto const job = std::make_shared<look_up>(executor);
    job->finished.expires_at(limit);
    begin(job, host, port);
    auto const state = co_await asio::this_coro::cancellation_state;
    co_await job->finished.async_wait(asio::as_tuple(asio::use_awaitable));
    if (state.cancelled() != asio::cancellation_type::none) {
        co_return fail(net_errc::stopped);
    }
    if (!job->done) {
        co_return fail(net_errc::timed_out, "looking up " + sanitised(host, 255));
    }
    if (job->error || job->found.empty()) {
        auto const why =
            descriptors_are_used_up() ? net_errc::out_of_descriptors : net_errc::host_not_found;
        co_return fail(why, sanitised(host, 255) + ": " + job->error.message());
    }
    co_return job->found;
}

}  // namespace mailsonde::net
