#include "shared/telemetry/http_pages.hpp"

#include "tests/unit/telemetry/pages.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;

std::string const token = "0123456789abcdef";
vitals::clock::time_point const start{100h};

/// A program that does its job, and what its pages answer.
class HttpPages : public testing::Test {
protected:
    HttpPages() { main.beat(start); }

    http_page get(std::string_view target, std::string_view authorization = "") {
        return ask("GET", target, authorization);
    }

    http_page ask(
        std::string_view method, std::string_view target, std::string_view authorization = ""
    ) {
        return answer({method, target, authorization}, access, {numbers, parts, state}, now);
    }

    void listen_to_all() { access = {false, secret(token)}; }

    metrics numbers;
    vitals parts;
    readiness state;
    vitals::part& main = parts.add("main", start);
    http_access access;  // on loopback, without a token
    vitals::clock::time_point now = start;
};

TEST_F(HttpPages, HealthIsThatNoPartIsSilent) {
    EXPECT_EQ(get("/healthz").status, 200U);
    EXPECT_EQ(get("/healthz").body, "alive\n");
    now += 45s;
    EXPECT_EQ(get("/healthz").status, 503U);
    EXPECT_EQ(get("/healthz").body, "not alive\nmain: silent for 45s\n");
    main.beat(now);
    EXPECT_EQ(get("/healthz").status, 200U);
}

TEST_F(HttpPages, ReadinessSaysWhyNot) {
    EXPECT_EQ(get("/readyz").status, 200U);
    EXPECT_EQ(get("/readyz").body, "ready\n");
    state.stands("checker", "restoring");
    state.stopping();
    EXPECT_EQ(get("/readyz").status, 503U);
    EXPECT_EQ(get("/readyz").body, "not ready\nstopping\nchecker: restoring\n");
}

TEST_F(HttpPages, ABadConfigurationIsNotedAndLeavesItReady) {
    state.config_loaded(false);
    auto const page = get("/readyz");
    EXPECT_EQ(page.status, 200U);
    EXPECT_TRUE(mentions(page.body, "ready\nnote: the configuration on disk was refused"));
}

TEST_F(HttpPages, MetricsSayWhetherItIsReady) {
    auto page = get("/metrics");
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(page.type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_TRUE(shows(page.body, "mailsonde_ready 1"));
    state.stopping();
    EXPECT_TRUE(shows(get("/metrics").body, "mailsonde_ready 0"));
}

TEST_F(HttpPages, OthersLearnAWordOnly) {
    listen_to_all();
    state.stopping();
    now += 45s;
    EXPECT_EQ(get("/healthz").status, 503U);
    EXPECT_EQ(get("/healthz").body, "not alive\n");
    EXPECT_EQ(get("/readyz").status, 503U);
    EXPECT_EQ(get("/readyz").body, "not ready\n");
    EXPECT_EQ(get("/readyz", "Bearer wrong").body, "not ready\n");
    EXPECT_EQ(get("/readyz", "Bearer " + token).body, "not ready\nstopping\n");
    EXPECT_EQ(get("/healthz", "Bearer " + token).body, "not alive\nmain: silent for 45s\n");
}

TEST_F(HttpPages, MetricsAreForWhoBearsTheToken) {
    listen_to_all();
    for (auto const& wrong : std::vector<std::string>{
             "",
             "Bearer",
             "Bearer ",
             token,
             "Basic " + token,
             "Bearer x" + token,
             "Bearer " + token + "x",
             "Bearer " + token.substr(1),
             "Bearer 0123456789abcdeF",
             "Bearer " + token + " " + token,
             "Bearer" + token,
         }) {
        auto const page = get("/metrics", wrong);
        EXPECT_EQ(page.status, 401U) << wrong;
        EXPECT_EQ(page.body, "unauthorized\n") << wrong;
    }
    for (auto const& right : {"Bearer " + token, "bearer " + token, "BEARER  " + token + " "}) {
        EXPECT_EQ(get("/metrics", right).status, 200U) << right;
    }
}

TEST_F(HttpPages, ATokenCountsOnLoopbackToo) {
    access.token = secret(token);
    state.stopping();
    EXPECT_EQ(get("/metrics").status, 401U);
    EXPECT_EQ(get("/metrics", "Bearer " + token).status, 200U);
    EXPECT_EQ(get("/readyz").body, "not ready\nstopping\n") << "reasons are for the machine's own";
}

/// The loader does not let it come to this.
TEST_F(HttpPages, WithoutATokenOthersGetNoMetrics) {
    access.on_loopback = false;
    EXPECT_EQ(get("/metrics").status, 401U);
    EXPECT_EQ(get("/metrics", "Bearer ").status, 401U);
}

TEST_F(HttpPages, EachRouteIsAPage) {
    for (auto const route : http_routes) {
        EXPECT_EQ(get(route).status, 200U) << route;
    }
}

TEST_F(HttpPages, OtherPathsAndMethodsAreRefused) {
    for (auto const* const path :
         {"/",
          "",
          "*",
          "/metrics/",
          "/metricsx",
          "//metrics",
          "/METRICS",
          "/%6detrics",
          "/etc/passwd",
          "/../metrics",
          "http://127.0.0.1/metrics",
          "?/metrics"}) {
        EXPECT_EQ(get(path).status, 404U) << path;
        EXPECT_EQ(ask("POST", path).status, 404U) << path;
    }
    for (auto const* const path : {"/metrics", "/healthz", "/readyz", "/metrics?x=/y"}) {
        for (auto const* const method :
             {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "", "GETX"}) {
            EXPECT_EQ(ask(method, path).status, 405U) << method << " " << path;
        }
        EXPECT_EQ(ask("HEAD", path).status, 200U) << path;
        EXPECT_EQ(get(path).status, 200U) << path;
    }
}

}  // namespace
}  // namespace mailsonde::telemetry
