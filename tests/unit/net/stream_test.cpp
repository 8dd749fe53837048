#include "shared/net/stream.hpp"

#include "shared/net/net_errc.hpp"
#include "tests/unit/net/visiting.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::does_tls;
using test::says;
using test::stays_silent;
using visiting::visit_plan;
using visiting::visited;

/// Passes at once where the peer doesn't.
time_limit short_limit() {
    return std::chrono::steady_clock::now() + 50ms;
}

class Stream : public testing::Test {
protected:
    [[nodiscard]] visit_plan to(test::scripted_peer const& peer, std::string host = "127.0.0.1") {
        return {.peer = {std::move(host), peer.port(), tls_mode::implicit, {ca.file(), {}}}};
    }

    test::authority ca;
    asio::io_context io;
};

TEST_F(Stream, SpeaksTlsWithAServerOfOurAuthority) {
    test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
    peer.use(ca.issue());
    auto const seen = visited(io, to(peer), &peer);
    ASSERT_TRUE(seen.secured.has_value()) << seen.secured.error().text();
    EXPECT_EQ(seen.heard, "hello");
    EXPECT_EQ(seen.ended->code, error_code(net_errc::connection_closed));
    EXPECT_EQ(seen.certificate->subject, "CN=Test server");
    EXPECT_TRUE(seen.certificate->not_after);
}

TEST_F(Stream, ChecksNamesAsWellAsAddresses) {
    test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
    peer.use(ca.issue({.subject_alt_name = "DNS:localhost"}));
    auto const seen = visited(io, to(peer, "localhost"), &peer);
    ASSERT_TRUE(seen.secured.has_value()) << seen.secured.error().text();
}

TEST_F(Stream, RefusesAnUnreadableAuthorityFile) {
    test::scripted_peer peer(io, {does_tls{}});
    peer.use(ca.issue());
    auto plan = to(peer);
    plan.peer.trust.ca_file = "/nonexistent/ca.pem";
    auto const seen = visited(io, plan, &peer);
    ASSERT_TRUE(seen.secured.has_error());
    EXPECT_EQ(seen.secured.error().code, error_code(net_errc::tls_setup));
    EXPECT_NE(seen.secured.error().detail.find("/nonexistent/ca.pem"), std::string::npos);
}

TEST_F(Stream, GivesUpASilentServerAtItsLimit) {
    test::scripted_peer silent_handshake(io, {stays_silent{}});
    auto plan = to(silent_handshake);
    plan.handshake_limit = short_limit();
    auto const first = visited(io, plan, &silent_handshake);
    EXPECT_EQ(first.secured.error().code, error_code(net_errc::timed_out));

    asio::io_context again;
    test::scripted_peer silent_later(again, {says{"220 "}, stays_silent{}});
    auto reading = to(silent_later);
    reading.tls = false;
    reading.read_limit = short_limit();
    auto const second = visited(again, reading, &silent_later);
    EXPECT_EQ(second.heard, "220 ");
    EXPECT_EQ(second.ended->code, error_code(net_errc::timed_out));
}

TEST_F(Stream, TellsWhyItCouldNotConnect) {
    std::uint16_t closed_port = 0;
    {
        test::scripted_peer const gone(io, {});
        closed_port = gone.port();
    }
    auto const refused =
        visited(io, {.peer = {"127.0.0.1", closed_port, tls_mode::none, {}}}, nullptr);
    EXPECT_EQ(refused.connected.error().code, error_code(net_errc::connection_refused));
    asio::io_context again;
    auto const unknown =
        visited(again, {.peer = {"no-such-host.invalid", 25, tls_mode::none, {}}}, nullptr);
    EXPECT_EQ(unknown.connected.error().code, error_code(net_errc::host_not_found));
    EXPECT_NE(unknown.connected.error().detail.find("no-such-host.invalid"), std::string::npos);
}

}  // namespace
}  // namespace mailsonde::net
