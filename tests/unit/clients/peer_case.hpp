#pragma once

#include "shared/net/drive.hpp"
#include "shared/net/tls_context.hpp"
#include "tests/support/scripted_peer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsonde::clients {

using script = std::vector<test::peer_step>;

inline script joined(std::initializer_list<script> parts) {
    script all;
    for (auto const& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

/// A client and a scripted server. The whole script must have been played when the test ends.
template <class Client>
class peer_case : public testing::Test {
protected:
    void serve(script steps, test::pem_pair const& identity = {}) {
        peer = std::make_unique<test::scripted_peer>(io, std::move(steps));
        if (!identity.key.empty()) {
            peer->use(identity);
        }
        served = boost::asio::co_spawn(io, peer->serve(), boost::asio::use_future);
    }

    template <class T>
    T done(boost::asio::awaitable<T> task) {
        auto result = boost::asio::co_spawn(io, std::move(task), boost::asio::use_future);
        run_until(result);
        return result.get();
    }

    /// The peer comes to its end while the client is still there: if its script ends in
    /// hears_the_end and the like, the client must close the connection by itself.
    void ended() {
        run_until(served);
        EXPECT_EQ(peer->complaint(), "");
    }

    /// Remembers the whole conversation.
    net::transcript transcript() {
        if (!remembers) {
            return {};
        }
        return [this](net::direction way, std::string_view line) {
            said += way == net::direction::sent ? "> " : "< ";
            said += line;
        };
    }

    void TearDown() override {
        client.reset();
        if (peer) {
            peer->stop();
            run_until(served);
            EXPECT_EQ(peer->complaint().empty(), plays_along) << peer->complaint();
        }
    }

    boost::asio::io_context io;
    net::tls_contexts contexts;
    std::unique_ptr<test::scripted_peer> peer;
    std::future<void> served;
    std::unique_ptr<Client> client;
    std::string said;
    net::phase_budgets budgets;  ///< of the next client
    bool remembers = true;       ///< the conversation of the next client
    bool plays_along = true;     ///< the peer gets to the end of its script

private:
    template <class T>
    void run_until(std::future<T>& result) {
        using namespace std::chrono_literals;
        auto const deadline = std::chrono::steady_clock::now() + 120s;
        while (result.wait_for(0s) != std::future_status::ready) {
            io.restart();
            if (io.run_one_until(deadline) == 0) {
                throw std::runtime_error("hangs after:\n" + said);
            }
        }
    }
};

}  // namespace mailsonde::clients
