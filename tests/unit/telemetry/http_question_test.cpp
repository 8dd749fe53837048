#include "shared/telemetry/http_question.hpp"

#include "shared/telemetry/http_server.hpp"
#include "shared/telemetry/telemetry_errc.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;

std::string const token = "0123456789abcdef";

class HttpQuestion : public testing::Test {
protected:
    void listen(http_options options) {
        auto made = http_server::listen(std::move(options), {numbers, parts, state});
        ASSERT_TRUE(made.has_value()) << made.error().text();
        server = *std::move(made);
    }

    [[nodiscard]] http_question question(std::string const& host, std::string path) const {
        return {host + ":" + std::to_string(server->port()), std::move(path), {}, 30s};
    }

    metrics numbers;
    vitals parts;
    readiness state;
    std::unique_ptr<http_server> server;
};

/// A socket on loopback that nobody else gets; `backlog` < 0: nobody listens.
class silent_peer {
public:
    explicit silent_peer(int backlog) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        // The way of the sockets interface.
        // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast)
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&at), size), 0);
        EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size), 0);
        // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
        EXPECT_TRUE(backlog < 0 || ::listen(socket_, backlog) == 0);
        listen = "127.0.0.1:" + std::to_string(ntohs(at.sin_port));
    }

    silent_peer(silent_peer const&) = delete;
    silent_peer& operator=(silent_peer const&) = delete;

    ~silent_peer() { ::close(socket_); }

    std::string listen;

private:
    int socket_;
};

TEST_F(HttpQuestion, BringsThePage) {
    listen({"127.0.0.1:0", {}});
    auto const healthy = ask(question("localhost", "/healthz"));
    ASSERT_TRUE(healthy.has_value()) << healthy.error().text();
    EXPECT_EQ(healthy->status, 200U);
    EXPECT_EQ(healthy->body, "alive\n");
    state.stopping();
    auto const stopping = ask(question("127.0.0.1", "/readyz"));
    ASSERT_TRUE(stopping.has_value()) << stopping.error().text();
    EXPECT_EQ(stopping->status, 503U);
    EXPECT_EQ(stopping->body, "not ready\nstopping\n");
}

TEST_F(HttpQuestion, WhoListensEverywhereIsAskedOnLoopbackWithTheToken) {
    listen({"0.0.0.0:0", secret(token)});
    state.stopping();
    auto asked = question("0.0.0.0", "/readyz");
    EXPECT_EQ(ask(asked)->body, "not ready\n") << "a stranger";
    asked.token = secret(token);
    EXPECT_EQ(ask(asked)->body, "not ready\nstopping\n");
}

TEST(HttpQuestionInVain, NobodyListens) {
    silent_peer const peer(-1);
    auto const page = ask({peer.listen, "/healthz", {}, 30s});
    ASSERT_FALSE(page.has_value());
    EXPECT_EQ(page.error().code, telemetry_errc::no_answer);
    EXPECT_EQ(page.error().text(), "no answer: " + peer.listen + ": Connection refused");
}

TEST(HttpQuestionInVain, SilenceIsNoAnswer) {
    silent_peer const peer(1);
    auto const page = ask({peer.listen, "/healthz", {}, 20ms});
    ASSERT_FALSE(page.has_value());
    EXPECT_EQ(page.error().code, telemetry_errc::no_answer);
}

TEST(HttpQuestionInVain, AnAddressThatIsNone) {
    EXPECT_EQ(
        ask({"nowhere", "/healthz", {}}).error().text(), "no answer: needs host:port, not nowhere"
    );
}

}  // namespace
}  // namespace mailsonde::telemetry
