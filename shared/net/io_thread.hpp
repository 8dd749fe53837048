#pragma once

#include "shared/core/time.hpp"
#include "shared/net/supervisor.hpp"
#include "shared/net/tls_context.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <future>
#include <string>
#include <thread>

namespace mailsonde::net {

/// One thread on which all connections of a service live, with their coroutines and TLS contexts.
class io_thread {
public:
    /// @param failed  told the name and what() of a coroutine that ended by an exception; called on
    ///                this thread
    /// @param alive   told once a second on this thread how many coroutines there are; may be empty
    explicit io_thread(
        std::function<void(std::string const&, std::string const&)> failed,
        std::function<void(std::size_t)> alive = {}
    );
    io_thread(io_thread const&) = delete;
    io_thread& operator=(io_thread const&) = delete;
    ~io_thread();

    void start();
    /// Runs on the thread, soon. From any thread.
    void post(std::function<void()> task);
    /// Cancels all coroutines, gives them up to `patience` to end, ends the thread. Idempotent.
    void stop(milliseconds patience);

    /// For code that runs on this thread.
    [[nodiscard]] boost::asio::io_context::executor_type executor() { return io_.get_executor(); }

    [[nodiscard]] net::supervisor& supervisor() { return supervisor_; }

    [[nodiscard]] tls_contexts& contexts() { return contexts_; }

private:
    boost::asio::awaitable<void> beat();

    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_;
    tls_contexts contexts_;
    net::supervisor supervisor_;
    std::function<void(std::size_t)> alive_;
    std::future<void> ended_;  ///< run() has returned
    std::thread thread_;
};

}  // namespace mailsonde::net
