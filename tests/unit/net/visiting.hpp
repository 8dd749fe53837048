#pragma once

#include "shared/net/net_errc.hpp"
#include "shared/net/stream.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/scripted_peer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

/// A stream that connects to a scripted server, secures the connection and reads to the end.
namespace mailsonde::net::visiting {

/// Long enough never to matter where the peer answers.
inline time_limit ample() {
    return std::chrono::steady_clock::now() + std::chrono::seconds(20);
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

inline boost::asio::awaitable<void> run_visit(visit_plan plan, visit& out) {
    auto const executor = co_await boost::asio::this_coro::executor;
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

inline visit visited(boost::asio::io_context& io, visit_plan plan, test::scripted_peer* peer) {
    visit out;
    if (peer != nullptr) {
        boost::asio::co_spawn(io, peer->serve(), boost::asio::detached);
    }
    boost::asio::co_spawn(io, run_visit(std::move(plan), out), boost::asio::detached);
    io.run();
    return out;
}

}  // namespace mailsonde::net::visiting
