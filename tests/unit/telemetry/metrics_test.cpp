#include "shared/telemetry/metrics.hpp"

#include "shared/telemetry/http_server.hpp"
#include "shared/telemetry/telemetry_errc.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include <string>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;

testing::AssertionResult shows(std::string const& page, std::string const& line) {
    return page.find(line + "\n") != std::string::npos ? testing::AssertionSuccess()
                                                       : testing::AssertionFailure() << page;
}

TEST(Metrics, TellWhetherTheConfigurationOnDiskIsInUse) {
    metrics out;
    out.config_loaded(true, instant(1'795'485'600'000ms));
    EXPECT_TRUE(shows(out.render(), "mailsonde_config_last_reload_successful 1"));
    out.config_loaded(false, instant(1'795'485'700'000ms));
    EXPECT_TRUE(shows(out.render(), "mailsonde_config_last_reload_successful 0"));
    EXPECT_TRUE(
        shows(out.render(), "mailsonde_config_last_reload_success_timestamp_seconds 1795485600")
    ) << "still the good one";
}

TEST(Metrics, CountByOutcome) {
    metrics out;
    out.result("inbound", "delivered");
    out.result("inbound", "delivered");
    out.result("inbound", "missing");
    out.delay("inbound", 1500ms);
    auto const page = out.render();
    EXPECT_TRUE(shows(page, R"(mailsonde_results_total{outcome="delivered",probe="inbound"} 2)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_results_total{outcome="missing",probe="inbound"} 1)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_delay_seconds_bucket{probe="inbound",le="1"} 0)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_delay_seconds_bucket{probe="inbound",le="2.5"} 1)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_delay_seconds_sum{probe="inbound"} 1.5)"));
}

TEST(HttpServer, ServesTheMetrics) {
    metrics out;
    out.alerts_open(3);
    auto const server = http_server::listen("127.0.0.1:0", out);
    ASSERT_TRUE(server.has_value()) << server.error().text();
    httplib::Client client("127.0.0.1", (*server)->port());
    auto const page = client.Get("/metrics");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->status, 200);
    EXPECT_TRUE(shows(page->body, "mailsonde_alerts_open 3"));
    EXPECT_EQ(client.Get("/etc/passwd")->status, 404);
}

TEST(HttpServer, SaysWhereItCannotListen) {
    metrics out;
    auto const first = http_server::listen("127.0.0.1:0", out);
    ASSERT_TRUE(first.has_value());
    auto const taken = "127.0.0.1:" + std::to_string((*first)->port());
    for (auto const& address : {std::string("127.0.0.1"), std::string("a:b"), std::string(":-1")}) {
        auto const refused = http_server::listen(address, out);
        ASSERT_TRUE(refused.has_error()) << address;
        EXPECT_EQ(refused.error().code, error_code(telemetry_errc::cannot_listen));
    }
    EXPECT_TRUE(http_server::listen(taken, out).has_error()) << "in use";
}

}  // namespace
}  // namespace mailsonde::telemetry
