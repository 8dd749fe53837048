#include "shared/telemetry/http_server.hpp"

#include "shared/telemetry/telemetry_errc.hpp"
#include "tests/unit/telemetry/pages.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;

std::string const token = "0123456789abcdef";

/// A client that says what it likes.
class raw_client {
public:
    explicit raw_client(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // The way of the sockets interface.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
        EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    }

    raw_client(raw_client const&) = delete;
    raw_client& operator=(raw_client const&) = delete;

    ~raw_client() { ::close(socket_); }

    /// False: nobody takes it any more.
    bool say(std::string_view bytes) {
        return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
    }

    /// All until the server closes; a reset is an end, too.
    std::string hear() {
        std::string out;
        std::array<char, 4096> buffer{};
        for (ssize_t count = 1; count > 0;) {
            count = ::recv(socket_, buffer.data(), buffer.size(), 0);
            out.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        }
        return out;
    }

private:
    int socket_;
};

class HttpServer : public testing::Test {
protected:
    void listen(http_options options) {
        auto made = http_server::listen(std::move(options), {numbers, parts, state});
        ASSERT_TRUE(made.has_value()) << made.error().text();
        server = *std::move(made);
    }

    [[nodiscard]] httplib::Client client() const {
        return httplib::Client("127.0.0.1", server->port());
    }

    [[nodiscard]] std::string told(std::string_view request) const {
        raw_client client(server->port());
        client.say(request);
        return client.hear();
    }

    /// On a busy machine we may be too slow ourselves for a server without patience.
    void wait_until_served() const {
        while (!client().Get("/healthz")) {
        }
    }

    metrics numbers;
    vitals parts;
    readiness state;
    std::unique_ptr<http_server> server;
};

TEST_F(HttpServer, ServesItsThreePages) {
    listen({"127.0.0.1:0", {}});
    numbers.checker({3, {}, 0, 0, {}});
    auto const page = client().Get("/metrics");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->status, 200);
    EXPECT_EQ(page->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_TRUE(shows(page->body, "mailsonde_mails_pending 3"));
    EXPECT_EQ(client().Get("/healthz")->body, "alive\n");
    EXPECT_EQ(client().Get("/readyz")->body, "ready\n");
    state.stopping();
    EXPECT_EQ(client().Get("/readyz")->status, 503);
    EXPECT_EQ(client().Get("/etc/passwd")->status, 404);
}

TEST_F(HttpServer, AnswersHeadWithoutABody) {
    listen({"127.0.0.1:0", {}});
    auto const answer = told("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_TRUE(mentions(answer, "Content-Length: 6\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(HttpServer, RefusesOtherMethodsAndTheirBodies) {
    listen({"127.0.0.1:0", {}});
    auto const answer = client().Post("/metrics", std::string(4UL * 1024, 'x'), "text/plain");
    ASSERT_TRUE(answer) << "it is told before the connection ends";
    EXPECT_EQ(answer->status, 405);
    EXPECT_EQ(answer->get_header_value("Allow"), "GET, HEAD");
    auto const chunked = told(
        "POST /readyz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "fffffff\r\n"
    );
    EXPECT_TRUE(chunked.starts_with("HTTP/1.1 405 ")) << chunked;
}

TEST_F(HttpServer, WantsTheToken) {
    listen({"127.0.0.1:0", secret(token)});
    auto const refused = client().Get("/metrics");
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 401);
    EXPECT_EQ(refused->get_header_value("WWW-Authenticate"), "Bearer");
    EXPECT_EQ(client().Get("/metrics", {{"Authorization", "Bearer " + token}})->status, 200);
    server->set_token(secret("fedcba9876543210"));
    EXPECT_EQ(client().Get("/metrics", {{"Authorization", "Bearer " + token}})->status, 401);
    EXPECT_EQ(
        client().Get("/metrics", {{"Authorization", "Bearer fedcba9876543210"}})->status, 200
    );
}

TEST_F(HttpServer, OffLoopbackHasReasonsForTheTokenOnly) {
    listen({"0.0.0.0:0", secret(token)});
    state.stopping();
    EXPECT_EQ(client().Get("/readyz")->body, "not ready\n") << "whoever asks, from wherever";
    auto const page = client().Get("/readyz", {{"Authorization", "Bearer " + token}});
    EXPECT_EQ(page->body, "not ready\nstopping\n");
    EXPECT_EQ(client().Get("/metrics")->status, 401);
}

TEST_F(HttpServer, TakesOneRequestPerConnection) {
    listen({"127.0.0.1:0", {}});
    std::string const request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    auto const answer = told(request + request);
    EXPECT_EQ(answer.find("HTTP/1.1 200"), answer.rfind("HTTP/1.1 200")) << answer;
    EXPECT_TRUE(mentions(answer, "Connection: close\r\n"));
}

TEST_F(HttpServer, RefusesWhatIsNoRequest) {
    listen({"127.0.0.1:0", {}});
    for (auto const* const request : {
             "\x16\x03\x01\x02 TLS\r\n\r\n",
             "GET\r\n\r\n",
             "GET /metrics HTTP/9.9\r\n\r\n",
             "GET /metrics\r\n\r\n",
             "GET /metrics HTTP/1.1\r\nno colon\r\n\r\n",
             "GET /metrics HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
             "GET /metrics HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
         }) {
        auto const answer = told(request);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << request << answer;
    }
    EXPECT_EQ(client().Get("/healthz")->status, 200) << "it lives on";
}

TEST_F(HttpServer, ARequestHasALimit) {
    listen({"127.0.0.1:0", {}});
    auto const long_path = told("GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(long_path.starts_with("HTTP/1.1 431 ")) << long_path;
    auto const long_value = told("GET / HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n");
    EXPECT_TRUE(long_value.starts_with("HTTP/1.1 431 ")) << long_value;
    std::string many = "GET / HTTP/1.1\r\n";
    while (many.size() < 9000) {
        many += "a: b\r\n";
    }
    EXPECT_TRUE(told(many).starts_with("HTTP/1.1 431 ")) << "many short ones are as long";
}

TEST_F(HttpServer, ASlowClientIsLeft) {
    listen({"127.0.0.1:0", {}, 50ms});
    for (auto const* const begin : {"", "G", "GET /metrics HTTP/1.1\r\nHost: x\r\n"}) {
        EXPECT_EQ(told(begin), "") << begin;
    }
    wait_until_served();
}

/// Octet by octet: it is the whole exchange that has to end, not the next read.
TEST_F(HttpServer, ADrippingClientIsLeft) {
    listen({"127.0.0.1:0", {}, 50ms});
    raw_client slow(server->port());
    slow.say("GET /metrics HTTP/1.1\r\nX: ");
    while (slow.say("x")) {
        wait_until_served();  // others are, meanwhile
    }
    EXPECT_EQ(slow.hear(), "") << "the limit of a request is not what ended it";
}

TEST_F(HttpServer, TheOldestOf64ConnectionsMakesRoom) {
    listen({"127.0.0.1:0", {}, 1h});
    std::vector<std::unique_ptr<raw_client>> idle;
    for (auto i = 0; i < 64; ++i) {
        idle.push_back(std::make_unique<raw_client>(server->port()));
    }
    auto const page = client().Get("/healthz");
    ASSERT_TRUE(page) << "who says nothing keeps nobody out";
    EXPECT_EQ(page->status, 200);
    EXPECT_EQ(idle.front()->hear(), "");
    for (auto i = 1U; i < idle.size(); ++i) {
        idle[i]->say("GET /healthz HTTP/1.1\r\n\r\n");
        EXPECT_TRUE(idle[i]->hear().starts_with("HTTP/1.1 200 ")) << i << ": no more than one went";
    }
}

TEST_F(HttpServer, EndsWithOpenConnections) {
    listen({"127.0.0.1:0", {}, 1h});
    raw_client idle(server->port());
    idle.say("GET /metr");
    EXPECT_EQ(client().Get("/healthz")->status, 200) << "the one before is being read";
    server.reset();
    EXPECT_EQ(idle.hear(), "");
}

TEST_F(HttpServer, SaysWhereItCannotListen) {
    listen({"127.0.0.1:0", {}});
    auto const taken = "127.0.0.1:" + std::to_string(server->port());
    for (auto const& address :
         {std::string("127.0.0.1"),
          std::string("a:b"),
          std::string(":-1"),
          std::string(":0"),
          std::string("127.0.0.1:65536"),
          std::string("192.0.2.1:0"),
          taken}) {
        auto const refused = http_server::listen({address, {}}, {numbers, parts, state});
        ASSERT_TRUE(refused.has_error()) << address;
        EXPECT_EQ(refused.error().code, error_code(telemetry_errc::cannot_listen));
        EXPECT_TRUE(mentions(refused.error().detail, address));
    }
}

TEST_F(HttpServer, ListensOnAllKindsOfLoopback) {
    for (auto const* const address : {"localhost:0", "LocalHost:0", "127.0.0.9:0"}) {
        listen({address, {}});
        EXPECT_GT(server->port(), 0) << address;
    }
    // A machine without IPv6 has no such address, but understands it.
    auto const with_ipv6 = http_server::listen({"[::1]:0", {}}, {numbers, parts, state});
    EXPECT_TRUE(with_ipv6.has_value() || !mentions(with_ipv6.error().detail, "needs host:port"));
}

}  // namespace
}  // namespace mailsonde::telemetry
