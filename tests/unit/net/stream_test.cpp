#include "shared/net/stream.hpp"

#include "shared/net/net_errc.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/scripted_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <chrono>
#include <optional>
#include <string>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::does_tls;
using test::says;
using test::stays_silent;

/// Long enough never to matter where the peer answers.
time_limit ample() {
    return std::chrono::steady_clock::now() + 20s;
}

/// Passes at once where the peer doesn't.
time_limit short_limit() {
    return std::chrono::steady_clock::now() + 50ms;
}

struct visit {
    result<void> connected = fail(net_errc::stopped, "not tried");
    result<void> secured = fail(net_errc::stopped, "not tried");
    std::string heard;
    std::optional<failure> ended;
    std::optional<certificate_facts> certificate;
};

struct visit_plan {
    endpoint peer;
    bool tls = true;
    time_limit handshake_limit = ample();
    time_limit read_limit = ample();
};

/// Connects, secures, reads to the end.
asio::awaitable<void> run_visit(visit_plan plan, visit& out) {
    auto const executor = co_await asio::this_coro::executor;
    stream connection(executor, plan.peer);
    tls_contexts contexts;
    out.connected = co_await connection.connect(ample());
    if (!out.connected) {
        co_return;
    }
    if (plan.tls) {
        out.secured = co_await connection.handshake(contexts, plan.handshake_limit);
        if (!out.secured) {
            EXPECT_FALSE(connection.is_open()) << "closed after a failure";
            EXPECT_FALSE(connection.is_encrypted());
            co_return;
        }
        out.certificate = connection.certificate();
    }
    while (true) {
        auto const bytes = co_await connection.read_some(plan.read_limit);
        if (!bytes) {
            out.ended = bytes.error();
            break;
        }
        out.heard += *bytes;
    }
}

visit visited(asio::io_context& io, visit_plan plan, test::scripted_peer* peer) {
    visit out;
    if (peer != nullptr) {
        asio::co_spawn(io, peer->serve(), asio::detached);
    }
    asio::co_spawn(io, run_visit(std::move(plan), out), asio::detached);
    io.run();
    return out;
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

struct refusal_case {
    char const* name;
    test::certificate_wish wish;
    char const* says;
};

TEST_F(Stream, RefusesCertificatesAndSaysWhy) {
    refusal_case const cases[] = {
        {"other address", {.subject_alt_name = "IP:127.0.0.2"}, "IP address mismatch"},
        {"a name where an address is meant", {.subject_alt_name = "DNS:127.0.0.1"}, "mismatch"},
        {"expired", {.begins = -3600s, .ends = -60s}, "certificate has expired"},
        {"not yet valid", {.begins = 600s, .ends = 3600s}, "not yet valid"},
    };
    for (auto const& c : cases) {
        asio::io_context own_io;
        test::scripted_peer peer(own_io, {does_tls{}, says{"hello"}});
        peer.use(ca.issue(c.wish));
        auto const seen = visited(own_io, to(peer), &peer);
        ASSERT_TRUE(seen.secured.has_error()) << c.name;
        auto const& error = seen.secured.error();
        EXPECT_EQ(error.code, error_code(net_errc::tls_certificate)) << c.name;
        EXPECT_NE(error.detail.find(c.says), std::string::npos) << c.name << ": " << error.text();
        EXPECT_NE(error.detail.find("CN=Test server"), std::string::npos) << "the facts";
        EXPECT_EQ(seen.heard, "");
    }
}

TEST_F(Stream, RefusesAnotherHostName) {
    test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
    peer.use(ca.issue({.subject_alt_name = "DNS:mx.example,DNS:*.example"}));
    auto const seen = visited(io, to(peer, "localhost"), &peer);
    ASSERT_TRUE(seen.secured.has_error());
    EXPECT_NE(seen.secured.error().detail.find("hostname mismatch"), std::string::npos)
        << seen.secured.error().text();
}

TEST_F(Stream, RefusesAnUnknownAuthority) {
    test::authority const stranger;
    test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
    peer.use(stranger.issue());
    auto const seen = visited(io, to(peer), &peer);
    ASSERT_TRUE(seen.secured.has_error());
    EXPECT_EQ(seen.secured.error().code, error_code(net_errc::tls_certificate));
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

TEST_F(Stream, HoldsAServerToItsPin) {
    auto const identity = ca.issue();
    test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
    peer.use(identity);
    auto plan = to(peer);
    plan.peer.trust.pins = {"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="};
    auto const refused = visited(io, plan, &peer);
    ASSERT_TRUE(refused.secured.has_error());
    EXPECT_EQ(refused.secured.error().code, error_code(net_errc::tls_pin_mismatch));
    // The error names the key, so that whoever trusts it can pin it.
    auto const& detail = refused.secured.error().detail;
    auto const pin = detail.substr(detail.find("sha256/"));

    asio::io_context again;
    test::scripted_peer same(again, {does_tls{}, says{"hello"}});
    same.use(identity);
    auto second = to(same);
    second.peer.trust.pins = {plan.peer.trust.pins.front(), pin};
    EXPECT_TRUE(visited(again, second, &same).secured.has_value());
}

TEST_F(Stream, RefusesOldTls) {
    for (auto const version : {TLS1_VERSION, TLS1_1_VERSION}) {
        asio::io_context own_io;
        test::scripted_peer peer(own_io, {does_tls{}, says{"hello"}});
        peer.use(ca.issue());
        peer.limit_to(version);
        auto const seen = visited(own_io, to(peer), &peer);
        ASSERT_TRUE(seen.secured.has_error());
        EXPECT_EQ(seen.secured.error().code, error_code(net_errc::tls_handshake))
            << seen.secured.error().text();
    }
}

TEST_F(Stream, TellsPlaintextBehindImplicitTls) {
    test::scripted_peer peer(io, {says{"220 mx.example ESMTP\r\n"}, stays_silent{}});
    auto const seen = visited(io, to(peer), &peer);
    ASSERT_TRUE(seen.secured.has_error());
    EXPECT_EQ(seen.secured.error().code, error_code(net_errc::tls_handshake));
}

TEST_F(Stream, EndsAHandshakeThatIsCutOff) {
    test::scripted_peer peer(io, {says{std::string("\x16\x03\x03", 3)}});
    auto const seen = visited(io, to(peer), &peer);
    ASSERT_TRUE(seen.secured.has_error());
    auto const code = seen.secured.error().code;
    EXPECT_TRUE(code == net_errc::connection_closed || code == net_errc::connection_lost)
        << seen.secured.error().text();
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
