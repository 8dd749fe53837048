#include "shared/config/endpoint.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::config {
namespace {

TEST(Endpoint, BrokersHaveAPort) {
    for (auto const* const good :
         {"b:9093", "kafka-1.example.org:1", "192.0.2.1:65535", "[2001:db8::1]:9093", "[::1]:9092"
         }) {
        EXPECT_TRUE(is_broker(good)) << good;
    }
    for (auto const* const bad :
         {"",          "b",        ":9093",       "b:",           "b:0",
          "b:65536",   "b:09093",  "b:x",         "b:9093 ",      "b:9093/",
          "b:1:2",     "::1:9093", "[::1]",       "[::1]9093",    "[::1]:",
          "[::1:9093", "[b]:9093", "[1.2.3.4]:1", "1.2.3.256:1",  "b_1:9093",
          "a,b:9093",  "a b:9093", "u@b:9093",    "SSL://b:9093", "[fe80::1%eth0]:1",
          "b.:9093"}) {
        EXPECT_FALSE(is_broker(bad)) << bad;
    }
}

TEST(Endpoint, HostAndPortAreTakenApart) {
    auto const named = parse_endpoint("a.b:80");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->host, "a.b");
    EXPECT_EQ(named->port, 80);
    auto const literal = parse_endpoint("[::1]");
    ASSERT_TRUE(literal);
    EXPECT_EQ(literal->host, "::1");
    EXPECT_EQ(literal->port, std::nullopt);
}

TEST(Endpoint, Urls) {
    struct row {
        std::string_view text;
        std::string_view host;
        bool tls;
        bool has_user;
    };

    for (auto const& [text, host, tls, has_user] :
         {row{"https://a.b", "a.b", true, false},
          row{"https://a.b/t", "a.b", true, false},
          row{"https://a.b:8443?x=y@z", "a.b", true, false},
          row{"http://127.0.0.1:80/t", "127.0.0.1", false, false},
          row{"http://[::1]:80/t", "::1", false, false},
          row{"https://u:p@a.b/t", "a.b", true, true},
          row{"http://localhost@a.b/", "a.b", false, true},
          row{"http://localhost:1@a.b/", "a.b", false, true}}) {
        auto const url = parse_http_url(text);
        ASSERT_TRUE(url) << text;
        EXPECT_EQ(url->at.host, host) << text;
        EXPECT_EQ(url->tls, tls) << text;
        EXPECT_EQ(url->has_user, has_user) << text;
    }
    for (auto const* const bad :
         {"",
          "a.b",
          "//a.b",
          "ftp://a.b",
          "HTTPS://a.b",
          "https:/a.b",
          "https://",
          "https:///t",
          "https://?x",
          "https://a_b/",
          "https://a.b:0/",
          "https://a.b:/",
          "https://::1/",
          "https://a.b/#f",
          "https://a.b/ t",
          "http://localhost\\@a.b/",
          "https://a.b/\xC3\xA4",
          "https://a.b/\x7f",
          "https://a.b\n"}) {
        EXPECT_FALSE(parse_http_url(bad)) << bad;
    }
    EXPECT_FALSE(parse_http_url(std::string_view("https://a.b/\0", 13)));
}

}  // namespace
}  // namespace mailsonde::config
