#include "shared/net/io_thread.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <utility>

namespace mailsonde::net {

namespace asio = boost::asio;

io_thread::io_thread(
    std::function<void(std::string const&, std::string const&)> failed,
    std::function<void(std::size_t)> alive
)
    : io_(1),
      keep_(io_.get_executor()),
      supervisor_(io_.get_executor(), std::move(failed)),
      alive_(std::move(alive)) {}

// A thread that can't be joined is the end of the program.
// NOLINTNEXTLINE(bugprone-exception-escape): see above
io_thread::~io_thread() {
    stop(milliseconds(0));
}

void io_thread::start() {
    std::promise<void> ending;
    ended_ = ending.get_future();
    if (alive_) {
        post([this] { supervisor_.spawn("heartbeat", beat()); });
    }
    thread_ = std::thread([this, ending = std::move(ending)]() mutable {
        io_.run();
        ending.set_value();
    });
}

asio::awaitable<void> io_thread::beat() {
    asio::steady_timer timer(io_);
    while (true) {
        alive_(supervisor_.running() - 1);  // without this one
        timer.expires_after(std::chrono::seconds(1));
        auto const [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error) {
            co_return;
        }
    }
}

void io_thread::post(std::function<void()> task) {
    asio::post(io_, std::move(task));
}

void io_thread::stop(milliseconds patience) {
    if (!thread_.joinable()) {
        return;
    }
    // Without the guard, run() returns once the last coroutine has ended.
    post([this] {
        supervisor_.cancel();
        keep_.reset();
    });
    ended_.wait_for(patience);
    io_.stop();
    thread_.join();
}

}  // namespace mailsonde::net
