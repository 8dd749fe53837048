#include "shared/net/descriptors.hpp"

#include "shared/net/net_errc.hpp"
#include "shared/net/stream.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/no_descriptors.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <chrono>
#include <exception>
#include <string>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::no_descriptors;

result<void> connected_without_descriptors(std::string const& host) {
    asio::io_context io;
    stream connection(io.get_executor(), {host, 9, tls_mode::none, {}});
    result<void> out = fail(net_errc::stopped, "not tried");
    asio::co_spawn(
        io,
        connection.connect(std::chrono::steady_clock::now() + 120s),
        [&](std::exception_ptr const& /*thrown*/, result<void> done) { out = std::move(done); }
    );
    no_descriptors const none;
    io.run();
    return out;
}

TEST(Descriptors, AConnectionThatGetsNoneIsNotThePeersFault) {
    auto const done = connected_without_descriptors("127.0.0.1");
    ASSERT_TRUE(done.has_error());
    EXPECT_EQ(done.error().code, net_errc::out_of_descriptors);
}

TEST(Descriptors, AnAddressThatCannotBeLookedUpForLackOfThemIsNotUnknown) {
    auto const done = connected_without_descriptors("localhost");
    ASSERT_TRUE(done.has_error());
    EXPECT_EQ(done.error().code, net_errc::out_of_descriptors);
}

TEST(Descriptors, ACaFileThatCannotBeOpenedForLackOfThemIsNotUnreadable) {
    test::authority const trusted;
    tls_contexts contexts;
    {
        no_descriptors const none;
        auto const made = contexts.get({trusted.file(), {}});
        ASSERT_TRUE(made.has_error());
        EXPECT_EQ(made.error().code, net_errc::out_of_descriptors);
    }
    EXPECT_TRUE(contexts.get({trusted.file(), {}}).has_value());
}

TEST(Descriptors, AreUsedUpOnlyWhileThereAreNone) {
    EXPECT_FALSE(descriptors_are_used_up());
    no_descriptors const none;
    EXPECT_TRUE(descriptors_are_used_up());
}

TEST(Descriptors, TheirLimitIsLiftedAsFarAsWeMay) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    auto low = before;
    low.rlim_cur = before.rlim_max / 2;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
    EXPECT_EQ(raise_descriptor_limit(), before.rlim_max);
    rlimit after{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
    EXPECT_EQ(after.rlim_cur, before.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace mailsonde::net
