#include "shared/net/drive.hpp"

#include "shared/net/net_errc.hpp"
#include "shared/net/supervisor.hpp"
#include "shared/wire/smtp/login_dialog.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/scripted_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using test::does_tls;
using test::hears;
using test::says;
using test::stays_silent;
using wire::smtp::login_dialog;
using wire::smtp::login_options;

struct drive_result {
    result<void> opened = fail(net_errc::stopped, "not tried");
    result<void> driven = fail(net_errc::stopped, "not tried");
    drive_context context;
    std::string sent;
};

asio::awaitable<void> log_in(endpoint peer, drive_result& out) {
    auto const executor = co_await asio::this_coro::executor;
    tls_contexts contexts;
    out.context.contexts = &contexts;
    out.context.transcript = [&out](direction way, std::string_view line) {
        out.sent += way == direction::sent ? std::string(line) : "";
    };
    stream connection(executor, peer);
    out.opened = co_await open(connection, "smtp", out.context);
    if (out.opened) {
        wire::smtp::session session;
        login_options const options{
            "probe.example", peer.tls, credentials{"anna", secret("hunter2"), std::nullopt}, false
        };
        login_dialog dialog(session, options);
        out.driven = co_await drive(connection, dialog, out.context);
    }
    out.context.contexts = nullptr;
}

drive_result logged_in(asio::io_context& io, test::scripted_peer& peer, endpoint const& to) {
    drive_result out;
    asio::co_spawn(io, peer.serve(), asio::detached);
    asio::co_spawn(io, log_in(to, out), asio::detached);
    io.run();
    return out;
}

TEST(Drive, UpgradesMidStreamTimesThePhasesAndShowsNoSecret) {
    test::authority const ca;
    asio::io_context io;
    test::scripted_peer peer(
        io,
        {says{"220 mx\r\n"},
         hears{"EHLO probe.example\r\n"},
         says{"250-mx\r\n250 STARTTLS\r\n"},
         hears{"STARTTLS\r\n"},
         says{"220 go\r\n"},
         does_tls{},
         hears{"EHLO probe.example\r\n"},
         says{"250-mx\r\n250 AUTH PLAIN\r\n"},
         hears{"AUTH PLAIN AGFubmEAaHVudGVyMg==\r\n"},
         says{"235 ok\r\n"}}
    );
    peer.use(ca.issue());
    auto const done =
        logged_in(io, peer, {"127.0.0.1", peer.port(), tls_mode::starttls, {ca.file(), {}}});
    ASSERT_TRUE(done.driven.has_value()) << done.driven.error().text();
    EXPECT_EQ(peer.complaint(), "");
    for (auto const* phase :
         {"smtp.connect", "smtp.greeting", "smtp.ehlo", "smtp.tls", "smtp.auth"}) {
        EXPECT_TRUE(done.context.phases.contains(phase)) << phase;
    }
    EXPECT_EQ(done.context.round_trips, 4U) << "EHLO, STARTTLS, EHLO, AUTH";
    EXPECT_NE(done.sent.find("AUTH PLAIN ***"), std::string::npos);
    EXPECT_EQ(done.sent.find("AGFubmEAaHVudGVyMg"), std::string::npos);
}

TEST(Drive, NamesThePhaseOfAFailure) {
    asio::io_context io;
    test::scripted_peer peer(io, {says{"220 mx\r\n"}, hears{"EHLO probe.example\r\n"}});
    auto const done = logged_in(io, peer, {"127.0.0.1", peer.port(), tls_mode::starttls, {}});
    ASSERT_TRUE(done.driven.has_error());
    EXPECT_EQ(done.driven.error().code, error_code(net_errc::connection_closed));
    EXPECT_TRUE(done.driven.error().detail.starts_with("smtp.ehlo: "))
        << done.driven.error().text();
}

/// Asks for more for ever.
struct hungry_dialog final : wire::dialog {
    result<wire::action> resume(std::string_view received) override {
        taken += received.size();
        return wire::need_bytes{};
    }

    [[nodiscard]] std::string_view phase() const override { return "test.eat"; }

    [[nodiscard]] std::chrono::milliseconds budget() const override {
        return std::chrono::seconds(20);
    }

    std::size_t taken = 0;
};

asio::awaitable<void> eat(endpoint peer, hungry_dialog& dialog, result<void>& out) {
    auto const executor = co_await asio::this_coro::executor;
    stream connection(executor, peer);
    drive_context context;
    context.byte_limit = 100'000;
    auto const opened = co_await open(connection, "test", context);
    out = opened ? co_await drive(connection, dialog, context) : opened;
}

TEST(Drive, StopsAServerThatNeverEnds) {
    asio::io_context io;
    test::scripted_peer peer(io, {says{std::string(1'000'000, 'x')}, stays_silent{}});
    hungry_dialog dialog;
    result<void> ended;
    asio::co_spawn(io, peer.serve(), asio::detached);
    asio::co_spawn(
        io, eat({"127.0.0.1", peer.port(), tls_mode::none, {}}, dialog, ended), asio::detached
    );
    io.run();
    ASSERT_TRUE(ended.has_error());
    EXPECT_EQ(ended.error().code, error_code(net_errc::too_much_data));
    EXPECT_LE(dialog.taken, 120'000U);
}

TEST(Supervisor, CancelEndsWhatItRuns) {
    asio::io_context io;
    test::scripted_peer peer(io, {stays_silent{}});
    hungry_dialog dialog;
    result<void> ended;
    std::string failures;
    supervisor jobs(io.get_executor(), [&](std::string const& name, std::string const& what) {
        failures += name + ": " + what;
    });
    asio::co_spawn(io, peer.serve(), asio::detached);
    jobs.spawn("eat", eat({"127.0.0.1", peer.port(), tls_mode::none, {}}, dialog, ended));
    EXPECT_EQ(jobs.running(), 1U);
    // Connected and waiting for what never comes, or not yet: both must end.
    asio::post(io, [&] { jobs.cancel(); });
    io.run();
    EXPECT_EQ(jobs.running(), 0U);
    EXPECT_EQ(failures, "");
    EXPECT_EQ(ended.has_error() ? ended.error().code : error_code(), error_code(net_errc::stopped));
}

asio::awaitable<void> throws() {
    throw std::runtime_error("boom");
    co_return;
}

TEST(Supervisor, ReportsWhatEndedByAnException) {
    asio::io_context io;
    std::string failures;
    supervisor jobs(io.get_executor(), [&](std::string const& name, std::string const& what) {
        failures += name + ": " + what;
    });
    jobs.spawn("worker", throws());
    io.run();
    EXPECT_EQ(failures, "worker: boom");
    EXPECT_EQ(jobs.running(), 0U);
}

}  // namespace
}  // namespace mailsonde::net
