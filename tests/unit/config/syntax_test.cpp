#include "shared/config/syntax.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::config {
namespace {

struct table {
    bool (*valid)(std::string_view);
    std::vector<std::string> good;
    std::vector<std::string> bad;
};

void check(table const& rows) {
    for (auto const& one : rows.good) {
        EXPECT_TRUE(rows.valid(one)) << one;
    }
    for (auto const& one : rows.bad) {
        EXPECT_FALSE(rows.valid(one)) << one;
    }
}

TEST(Syntax, Names) {
    check({
        is_name,
        {"a", "k1", "acme-prod", "A.b_c-d", "0", std::string(64, 'a')},
        {"", "-a", ".a", "_a", "a b", "a/b", "a\n", "\xC3\xA4", std::string(65, 'a')},
    });
    check({
        is_replica_name,
        {"a", "-", ".", "mailsonde-0", "_A.9", std::string(64, '-')},
        {"", "a b", "a/b", "a:1", "a\n", "\xC3\xA4", std::string(65, 'a')},
    });
    check({is_label_name, {"a", "_x9", "Customer"}, {"", "9a", "a-b", "a.b", "a b"}});
    check({is_variable_name, {"PATH", "_a1"}, {"", "1A", "A-B", "A=B", std::string(129, 'A')}});
}

TEST(Syntax, Hosts) {
    check({
        is_host,
        {"localhost",
         "a.b",
         "xn--bcher-kva.example",
         "127.0.0.1",
         "::1",
         "2001:db8::1",
         "3com.com",
         std::string(63, 'a') + ".example"},
        {"",
         ".",
         "a.",
         ".a",
         "a..b",
         "-a.b",
         "a-.b",
         "a_b.c",
         "1.2.3.256",
         "1.2.3",
         "[::1]",
         "fe80::1%eth0",
         "a b",
         "a:25",
         "b\xC3\xBC.example",
         std::string(64, 'a') + ".example",
         "::1::"},
    });
    EXPECT_FALSE(is_host(std::string_view("127.0.0.1\0x", 11)));
}

TEST(Syntax, Loopback) {
    check({
        is_loopback,
        {"localhost", "LOCALHOST", "127.0.0.1", "127.255.255.254", "::1", "0:0:0:0:0:0:0:1"},
        {"", "127.example.org", "128.0.0.1", "localhost.example.org", "::2", "0.0.0.0", "10.0.0.1"},
    });
}

TEST(Syntax, MailAddresses) {
    check({
        is_mail_address,
        {"a@b",
         "anna@example.org",
         "a.b+c_d@x.example",
         "o'brien@example.org",
         "{}|~`!#$%&*/=?^@x.org",
         "a@[192.0.2.1]",
         "a@[IPv6:2001:db8::1]",
         std::string(64, 'a') + "@example.org"},
        {"",
         "a",
         "@",
         "a@",
         "@b",
         "a@b@c",
         ".a@b",
         "a.@b",
         "a..b@c",
         "a b@c",
         "\"a b\"@c",
         "<a@b>",
         "Anna <a@b>",
         "a@b.",
         "a@-b",
         "a@1.2.3.4",
         "a@[1.2.3]",
         "a@[::1]",
         "a@[IPv6:zz]",
         "a@b,c@d",
         "a@b\r\nRCPT TO:<c@d>",
         "\xC3\xA4@b",
         "a@b\xC3\xA4.org",
         std::string(65, 'a') + "@example.org",
         "a@" + std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') +
             "." + std::string(61, 'd')},
    });
}

TEST(Syntax, PinsAndListenAddresses) {
    check({
        is_pin,
        {"sha256/" + std::string(43, 'A') + "="},
        {"",
         "sha256/",
         "sha1/" + std::string(43, 'A') + "=",
         "sha256/" + std::string(43, 'A'),
         "sha256/" + std::string(44, 'A')},
    });
    check({
        is_listen_address,
        {"127.0.0.1:9464", "[::]:1", "localhost:65535", "0.0.0.0:80"},
        {"",
         "9464",
         ":9464",
         "127.0.0.1",
         "127.0.0.1:0",
         "127.0.0.1:65536",
         "::1:80",
         "[127.0.0.1]:80",
         "example.org:80",
         "127.0.0.1:80 "},
    });
}

TEST(Syntax, Scopes) {
    check({
        is_scope,
        {"kafka", "api://x/.default", "a b c", "!#$[]~"},
        {"", " ", " a", "a ", "a  b", "a\"b", "a\\b", "a\tb", "\xC3\xA4"},
    });
}

TEST(Syntax, Ports) {
    EXPECT_EQ(parse_port("1"), 1);
    EXPECT_EQ(parse_port("65535"), 65535);
    for (auto const* const bad : {"", "0", "65536", "-1", "+1", "01", "1 ", "1.0", "0x10"}) {
        EXPECT_EQ(parse_port(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace mailsonde::config
