#include "shared/net/io_thread.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace mailsonde::net {

namespace asio = boost::asio;

io_thread::io_thread(std::function<void(std::string const&, std::string const&)> failed)
    : io_(1), keep_(io_.get_executor()), supervisor_(io_.get_executor(), std::move(failed)) {}

// A thread that can't be joined is the end of the program.
// NOLINTNEXTLINE(bugprone-exception-escape): see above
io_thread::~io_thread() {
    stop(milliseconds(0));
}

void io_thread::start() {
    std::promise<void> ending;
    ended_ = ending.get_future();
    thread_ = std::thread([this, ending = std::move(ending)]() mutable {
        io_.run();
        ending.set_value();
    });
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
