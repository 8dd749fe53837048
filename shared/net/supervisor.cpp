#include "shared/net/supervisor.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace mailsonde::net {

namespace asio = boost::asio;

supervisor::supervisor(
    asio::any_io_executor executor,
    std::function<void(std::string const&, std::string const&)> failed
)
    : executor_(std::move(executor)), failed_(std::move(failed)) {}

void supervisor::spawn(std::string name, asio::awaitable<void> work) {
    auto const entry = jobs_.emplace(jobs_.end());
    entry->name = std::move(name);
    auto ended = [this, entry](std::exception_ptr const& thrown) {
        auto const ended_name = std::move(entry->name);
        jobs_.erase(entry);
        try {
            if (thrown) {
                std::rethrow_exception(thrown);
            }
        } catch (boost::system::system_error const& error) {
            // A cancelled coroutine that awaits once more is ended by Asio this way.
            if (error.code() != asio::error::operation_aborted) {
                failed_(ended_name, error.what());
            }
        } catch (std::exception const& error) {
            failed_(ended_name, error.what());
        }
    };
    asio::co_spawn(
        executor_,
        std::move(work),
        asio::bind_cancellation_slot(entry->cancel.slot(), std::move(ended))
    );
}

void supervisor::cancel() {
    // A cancelled coroutine may end, and leave the list, from within emit().
    for (auto at = jobs_.begin(); at != jobs_.end();) {
        auto& one = *at++;
        one.cancel.emit(asio::cancellation_type::terminal);
    }
}

}  // namespace mailsonde::net
