#include "shared/net/io_thread.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto ample = 20s;

void unexpected(std::string const& name, std::string const& what) {
    ADD_FAILURE() << name << ": " << what;
}

/// What became of a wait that nobody but a cancellation ends.
asio::awaitable<void> wait_for_ever(
    asio::io_context::executor_type on, std::promise<void>& waiting, std::promise<error_code>& ended
) {
    asio::steady_timer timer(on, 24h);
    waiting.set_value();
    auto const [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    ended.set_value(error);
}

asio::awaitable<void> wait_stubbornly(
    asio::io_context::executor_type on, std::promise<void>& waiting
) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    asio::steady_timer timer(on, 24h);
    waiting.set_value();
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> break_down() {
    throw std::runtime_error("broken");
    co_return;
}

template <class T>
bool comes(std::future<T> const& value) {
    return value.wait_for(ample) == std::future_status::ready;
}

TEST(IoThread, RunsWhatIsPostedOnItsOwnThreadInOrder) {
    io_thread io(unexpected);
    std::vector<int> order;
    std::promise<std::thread::id> ran;
    io.post([&order] { order.push_back(1); });
    io.start();
    io.post([&order] { order.push_back(2); });
    io.post([&ran] { ran.set_value(std::this_thread::get_id()); });
    auto on = ran.get_future();
    ASSERT_TRUE(comes(on));
    EXPECT_NE(on.get(), std::this_thread::get_id());
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(IoThread, StopCancelsACoroutineThatWaits) {
    std::promise<void> waiting;
    std::promise<error_code> ended;
    io_thread io(unexpected);
    io.start();
    io.post([&] { io.supervisor().spawn("wait", wait_for_ever(io.executor(), waiting, ended)); });
    ASSERT_TRUE(comes(waiting.get_future()));
    io.stop(ample);
    auto error = ended.get_future();
    ASSERT_EQ(error.wait_for(0s), std::future_status::ready) << "ended before stop() came back";
    EXPECT_EQ(error.get(), asio::error::operation_aborted);
}

TEST(IoThread, StopRunsWhatWasPostedBefore) {
    io_thread io(unexpected);
    io.start();
    auto ran = false;
    io.post([&ran] { ran = true; });
    io.stop(ample);
    EXPECT_TRUE(ran);
}

TEST(IoThread, StopDoesNotWaitBeyondItsPatience) {
    std::promise<void> waiting;
    io_thread io(unexpected);
    io.start();
    io.post([&] { io.supervisor().spawn("deaf", wait_stubbornly(io.executor(), waiting)); });
    ASSERT_TRUE(comes(waiting.get_future()));
    auto const began = std::chrono::steady_clock::now();
    io.stop(20ms);
    EXPECT_GE(std::chrono::steady_clock::now(), began + 20ms);
    EXPECT_LT(std::chrono::steady_clock::now(), began + ample);
}

TEST(IoThread, StopMayComeTwiceOrWithoutAStart) {
    io_thread never_started(unexpected);
    never_started.stop(ample);
    io_thread io(unexpected);
    io.start();
    io.stop(ample);
    io.stop(ample);
}

TEST(IoThread, ShowsThatItLivesAndHowManyCoroutinesItHas) {
    std::promise<void> waiting;
    std::promise<error_code> ended;
    std::promise<void> twice;
    std::vector<std::size_t> told;
    io_thread io(unexpected, [&](std::size_t coroutines) {
        told.push_back(coroutines);
        if (told.size() == 2) {
            twice.set_value();
        }
    });
    io.post([&] { io.supervisor().spawn("wait", wait_for_ever(io.executor(), waiting, ended)); });
    io.start();
    ASSERT_TRUE(comes(waiting.get_future()));
    ASSERT_TRUE(comes(twice.get_future()));
    io.stop(ample);
    EXPECT_EQ(ended.get_future().wait_for(0s), std::future_status::ready)
        << "the heartbeat does not keep it from ending";
    EXPECT_EQ(told.at(0), 1U) << "without the heartbeat itself";
    EXPECT_EQ(told.at(1), 1U);
}

TEST(IoThread, TellsWhichCoroutineBrokeDown) {
    std::promise<std::pair<std::string, std::string>> told;
    io_thread io([&told](std::string const& name, std::string const& what) {
        told.set_value({name, what});
    });
    io.start();
    io.post([&io] { io.supervisor().spawn("fragile", break_down()); });
    auto failure = told.get_future();
    ASSERT_TRUE(comes(failure));
    EXPECT_EQ(failure.get(), (std::pair<std::string, std::string>("fragile", "broken")));
}

}  // namespace
}  // namespace mailsonde::net
