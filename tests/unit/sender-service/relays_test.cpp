#include "sender-service/relays.hpp"

#include "sender-service/send_decision.hpp"
#include "shared/core/inbox.hpp"
#include "shared/wire/mail/test_mail.hpp"
#include "tests/support/scripted_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using model::send_failure;
using test::hears;
using test::says;
using script = std::vector<test::peer_step>;

constexpr auto ample = 20s;

/// A relay that this test plays: it says nothing until `play` is called.
class Relays : public testing::Test {
protected:
    struct heard {
        std::string mail_id;
        std::string route;
        clients::attempt attempt;
    };

    Relays() { io.start(); }

    ~Relays() override { io.stop(ample); }

    /// Begins to listen for the connection of the route "relay".
    void expect(script steps) {
        peer = std::make_unique<test::scripted_peer>(peer_io, std::move(steps));
        config.instance = "acme";
        auto& route = config.routes["relay"];
        route.name = "relay";
        route.from = "probe@probe.example";
        route.ehlo_name = "probe.example";
        route.smtp = {"127.0.0.1", peer->port(), tls_mode::none, {}, {}, false};
    }

    void begin() {
        tested = std::make_unique<relays>(
            io,
            logger,
            configured(),
            [this](auto const& mail_id, auto const& route, auto const& attempt) {
                answers.push({mail_id, route, attempt});
            },
            [this] { return may_send.load(); }
        );
    }

    void play() {
        auto served = boost::asio::co_spawn(peer_io, peer->serve(), boost::asio::use_future);
        peer_io.run_for(ample);
        ASSERT_EQ(served.wait_for(0s), std::future_status::ready);
        EXPECT_EQ(peer->complaint(), "");
    }

    heard answer() {
        auto const got = answers.take(ample);
        return got.empty() ? heard{"none", {}, {}} : got.front();
    }

    [[nodiscard]] std::shared_ptr<config::config const> configured() const {
        return std::make_shared<config::config const>(config);
    }

    static model::open_send mail() {
        model::open_send out;
        out.mail.mail_id = "c83e07c6-74a1-5698-902e-434f4d55c6fb";
        out.token = "ms1.nk4qdiqljmgbv42qln5hcvggty.sunrd5oycg32kyf7uslro7alse";
        out.from = "probe@probe.example";
        out.recipient = "anna@example.org";
        out.route = "relay";
        out.started_at = instant(1'795'485'600'000ms);
        return out;
    }

    static script taken() {
        auto const one = mail();
        auto const id = message_id_of(one.token, one.from);
        auto const text =
            wire::mail::compose({one.from, one.recipient, "acme", one.token, id, one.started_at});
        return {
            says{"220 mx\r\n"},
            hears{"EHLO probe.example\r\n"},
            says{"250-mx\r\n250 PIPELINING\r\n"},
            hears{"MAIL FROM:<probe@probe.example>\r\nRCPT TO:<anna@example.org>\r\nDATA\r\n"},
            says{"250 ok\r\n250 ok\r\n354 go\r\n"},
            hears{*text + ".\r\n"},
            says{"250 2.0.0 taken\r\n"},
        };
    }

    static script taken_and_closed() {
        auto out = taken();
        out.emplace_back(hears{"QUIT\r\n"});
        out.emplace_back(says{"221 bye\r\n"});
        return out;
    }

    boost::asio::io_context peer_io;
    std::unique_ptr<test::scripted_peer> peer;
    config::config config;
    telemetry::logger logger{telemetry::level::error, telemetry::log_format::text};
    inbox<heard> answers;
    std::atomic<bool> may_send = true;
    net::io_thread io{[](std::string const& name, std::string const& what) {
        ADD_FAILURE() << name << ": " << what;
    }};
    std::unique_ptr<relays> tested;
};

TEST_F(Relays, ComposesAndSubmitsTheMailOverItsRoute) {
    expect(taken());
    begin();
    tested->submit(mail());
    play();
    auto const got = answer();
    EXPECT_EQ(got.mail_id, mail().mail.mail_id);
    EXPECT_EQ(got.route, "relay");
    EXPECT_EQ(got.attempt.failure, std::nullopt) << got.attempt.detail;
    EXPECT_EQ(got.attempt.smtp.code, 250);
}

TEST_F(Relays, AMailUnderWayEndsAsItBeganWhenItsRouteChanges) {
    expect(taken_and_closed());
    begin();
    tested->submit(mail());
    config.routes["relay"].smtp.host = "127.0.0.2";
    tested->configure(configured());
    play();
    EXPECT_EQ(answer().attempt.failure, std::nullopt);
}

TEST_F(Relays, AMailUnderWayEndsAsItBeganWhenItsRouteIsRemoved) {
    expect(taken_and_closed());
    begin();
    tested->submit(mail());
    config.routes.clear();
    tested->configure(configured());
    play();
    EXPECT_EQ(answer().attempt.failure, std::nullopt);
    // Nothing of the old line may be left that the next change would stumble over.
    tested->configure(configured());
}

TEST_F(Relays, AnswersForARouteThatIsNotThere) {
    begin();
    tested->submit(mail());
    auto const got = answer();
    EXPECT_EQ(got.attempt.failure, send_failure::internal);
    EXPECT_FALSE(got.attempt.maybe_accepted);
    EXPECT_EQ(got.attempt.detail, "route relay is not configured");
}

TEST_F(Relays, SubmitsNothingOnceItMayNotBeTheOwnerAnyMore) {
    expect({});
    may_send = false;
    begin();
    tested->submit(mail());
    auto const got = answer();
    EXPECT_EQ(got.attempt.failure, send_failure::connection);
    EXPECT_FALSE(got.attempt.maybe_accepted);
}

TEST_F(Relays, AMailThatCannotBeComposedIsOurFault) {
    expect({});
    begin();
    auto broken = mail();
    broken.token = "x\r\nBcc: everybody@example.org";
    tested->submit(broken);
    EXPECT_EQ(answer().attempt.failure, send_failure::internal);
}

TEST_F(Relays, AnswersForTheMailUnderWayWhenItIsStopped) {
    expect(taken());
    begin();
    tested->submit(mail());
    io.stop(ample);
    EXPECT_NE(answer().attempt.failure, std::nullopt);
}

}  // namespace
}  // namespace mailsonde::sender
