#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <cstddef>
#include <functional>
#include <list>
#include <string>

namespace mailsonde::net {

/// Owns the coroutines of one io thread: nothing runs detached and unseen. For that thread only.
class supervisor {
public:
    /// @param failed  told the name and what() of a coroutine that ended by an exception
    supervisor(
        boost::asio::any_io_executor executor,
        std::function<void(std::string const& name, std::string const& what)> failed
    );
    supervisor(supervisor const&) = delete;
    supervisor& operator=(supervisor const&) = delete;

    void spawn(std::string name, boost::asio::awaitable<void> work);

    /// Cancels all coroutines: their pending operations end with net_errc::stopped.
    void cancel();

    [[nodiscard]] std::size_t running() const { return jobs_.size(); }

private:
    struct job {
        std::string name;
        boost::asio::cancellation_signal cancel;
    };

    boost::asio::any_io_executor executor_;
    std::function<void(std::string const&, std::string const&)> failed_;
    std::list<job> jobs_;
};

}  // namespace mailsonde::net
