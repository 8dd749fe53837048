#include "cli/mailbox_access.hpp"

#include "shared/clients/access.hpp"
#include "shared/clients/imap_client.hpp"
#include "shared/clients/log_observer.hpp"
#include "shared/net/io_thread.hpp"
#include "shared/net/net_errc.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>

namespace mailsonde::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr milliseconds step = 20ms;
constexpr milliseconds goodbye = 2s;

template <class T>
asio::awaitable<void> keep(asio::awaitable<T> work, std::shared_ptr<std::promise<T>> to) {
    auto value = co_await std::move(work);
    to->set_value(std::move(value));
}

using removed = result<std::vector<clients::removal_outcome>>;

class imap_mailbox final : public mailbox_access {
public:
    imap_mailbox(
        config::mailbox const& mailbox, signal_gate const& signals, telemetry::logger& logger
    )
        : signals_(signals),
          io_(clients::coroutine_observer(logger)),
          client_(
              io_.executor(),
              io_.contexts(),
              clients::imap_options_for(mailbox, MAILSONDE_VERSION, logger)
          ) {
        io_.start();
    }

    // NOLINTNEXTLINE(bugprone-exception-escape): a program without memory may end here
    ~imap_mailbox() override {
        done<bool>([this] { return quit(); });
        io_.stop(goodbye);
    }

    clients::look_report look(clients::look_request request) override {
        auto report = done<clients::look_report>([this, request = std::move(request)] {
            return client_.look(request);
        });
        if (!report) {
            report.emplace().failure = interrupted();
        }
        return *std::move(report);
    }

    removed remove(std::vector<clients::removal> removals, wire::imap::header_check is_ours)
        override {
        auto outcomes =
            done<removed>([this, removals = std::move(removals), is_ours = std::move(is_ours)] {
                return client_.remove(removals, is_ours);
            });
        return outcomes ? *std::move(outcomes) : removed(interrupted());
    }

private:
    static failure interrupted() { return fail(net::net_errc::stopped, "interrupted"); }

    asio::awaitable<bool> quit() {
        co_await client_.close();
        co_return true;
    }

    /// What a call brings; nullopt once there was a signal.
    template <class T>
    std::optional<T> done(std::function<asio::awaitable<T>()> call) {
        if (stopped_) {
            return std::nullopt;
        }
        auto const promise = std::make_shared<std::promise<T>>();
        auto future = promise->get_future();
        io_.post([this, promise, call = std::move(call)] {
            io_.supervisor().spawn("mailbox", keep<T>(call(), promise));
        });
        while (future.wait_for(0ms) != std::future_status::ready) {
            if (signals_.wait(step)) {
                stopped_ = true;
                io_.stop(goodbye);
                return std::nullopt;
            }
        }
        return future.get();
    }

    signal_gate const& signals_;
    net::io_thread io_;
    clients::imap_client client_;
    bool stopped_ = false;
};

}  // namespace

std::unique_ptr<mailbox_access> open_imap_mailbox(
    config::mailbox const& mailbox, signal_gate const& signals, telemetry::logger& logger
) {
    return std::make_unique<imap_mailbox>(mailbox, signals, logger);
}

}  // namespace mailsonde::cli
