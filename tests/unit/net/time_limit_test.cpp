// The time limits of a stream's operations, one after the other, at a peer that never answers.
#include "shared/net/net_errc.hpp"
#include "shared/net/stream.hpp"
#include "tests/support/scripted_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <optional>
#include <utility>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

struct limits {
    milliseconds write;  ///< from the connecting on
    milliseconds read;
    bool rests_between = false;
};

struct ending {
    std::optional<failure> why;
    bool too_early = false;  ///< before the limit of the reading
};

asio::awaitable<ending> say_and_listen(stream& to, limits allowed) {
    if (auto const connected = co_await to.connect(steady::now() + 20s); !connected) {
        co_return ending{connected.error()};
    }
    auto const begin = steady::now();
    if (auto const said = co_await to.write_all("hello", begin + allowed.write); !said) {
        co_return ending{said.error(), true};
    }
    if (allowed.rests_between) {
        to.rest();
    }
    auto const heard = co_await to.read_some(begin + allowed.read);
    auto const early = steady::now() < begin + allowed.read;
    co_return heard ? ending{std::nullopt, early} : ending{heard.error(), early};
}

class TimeLimit : public testing::Test {
protected:
    void expect_ends_with_the_reading(limits allowed) {
        test::scripted_peer peer(io, {test::stays_silent{}});
        auto served = asio::co_spawn(io, peer.serve(), asio::use_future);
        stream to(io.get_executor(), {"127.0.0.1", peer.port(), tls_mode::none, {}});
        auto ended = asio::co_spawn(io, say_and_listen(to, allowed), asio::use_future);
        run_until(ended);
        auto const how = ended.get();
        EXPECT_FALSE(how.too_early);
        EXPECT_TRUE(how.why && how.why->code == net_errc::timed_out);
        EXPECT_FALSE(to.is_open());
        peer.stop();
        run_until(served);
    }

    template <class T>
    void run_until(std::future<T> const& ready) {
        while (ready.wait_for(0s) != std::future_status::ready) {
            io.run_one();
        }
    }

    asio::io_context io;
};

TEST_F(TimeLimit, TwoOperationsMayHaveTheSame) {
    expect_ends_with_the_reading({300ms, 300ms});
}

TEST_F(TimeLimit, OfAnEarlierOperationDoesNotEndTheNext) {
    expect_ends_with_the_reading({300ms, 500ms});
}

TEST_F(TimeLimit, OfAnEarlierOperationDoesNotProlongTheNext) {
    expect_ends_with_the_reading({20s, 100ms});
}

TEST_F(TimeLimit, HoldsAgainAfterARest) {
    expect_ends_with_the_reading({300ms, 300ms, true});
}

TEST_F(TimeLimit, OfAStreamAtRestKeepsNobodyWaiting) {
    test::scripted_peer const peer(io, {});
    stream to(io.get_executor(), {"127.0.0.1", peer.port(), tls_mode::none, {}});
    auto connected = asio::co_spawn(io, to.connect(steady::now() + 20s), asio::use_future);
    run_until(connected);
    ASSERT_TRUE(connected.get().has_value());
    to.rest();
    io.poll();
    EXPECT_TRUE(io.stopped()) << "the limit is still waited for";
    EXPECT_TRUE(to.is_open());
}

}  // namespace
}  // namespace mailsonde::net
