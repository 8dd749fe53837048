#include "shared/config/effective.hpp"

#include "shared/config/changes.hpp"
#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::config {
namespace {

std::string const wide =
    "routes:\n"
    "  relay: {smtp: {host: '::1', tls: none}, from: p@b, auth: {user: 'a \"b\" \\', password: "
    "{env: "
    "PASSWORD}}}\n"
    "  mx: {smtp: {host: a.b, tls: none, trusted_plaintext: true}, from: p@b}\n"
    "mailboxes:\n"
    "  anna: {address: a@b, imap: {host: a.b, pins: "
    "[sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=]}, auth: {user: '4711', access_token: "
    "{env: "
    "PASSWORD}}, folders: {also: ['true', 'a: b', '#x', 'Gesendete Objekte', \xC3\x84rger, '~', "
    "'No', "
    "'1_0'], junk: '{x'}}\n"
    "probes:\n"
    "  b: {route: relay, to: [anna], expect: {folder: '- x'}, labels: {y: '0x1F', n: ' '}}\n"
    "  a: {route: mx, to: [anna], expect: junk, every: 90s}\n"
    "http: {listen: 0.0.0.0:80, token: {env: PASSWORD}}\n";

TEST(Effective, ShowsAllButSecrets) {
    sandbox const box;
    auto const loaded = box.load_text(with_base(""));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(
        effective_yaml(*loaded),
        "instance: test\n"
        "data: /tmp/data\n"
        "signing:\n"
        "  keys: [{id: k1, secret: <redacted>}]\n"
        "topics:\n"
        "  prefix: mailsonde\n"
        "log:\n"
        "  level: info\n"
        "  format: text\n"
        "alerts:\n"
        "  access_after: 1m\n"
        "login:\n"
        "  pause_after_failure: 15m\n"
        "  sessions_per_server: 10\n"
        "reaper:\n"
        "  after: 2d\n"
        "  per_look: 20\n"
        "routes:\n"
        "  relay:\n"
        "    smtp:\n"
        "      host: smtp.example.org\n"
        "      port: 587\n"
        "      tls: starttls\n"
        "    from: p@example.org\n"
        "    ehlo: probe.example.org\n"
        "mailboxes:\n"
        "  anna:\n"
        "    address: anna@example.org\n"
        "    imap:\n"
        "      host: imap.example.org\n"
        "      port: 993\n"
        "      tls: implicit\n"
        "    auth:\n"
        "      user: anna\n"
        "      password: <redacted>\n"
        "    min_look_interval: 100ms\n"
        "probes:\n"
        "  inbound:\n"
        "    route: relay\n"
        "    to: [anna]\n"
        "    every: 5m\n"
        "    grace: 15s\n"
        "    deadline: 10m\n"
        "    delay:\n"
        "      warn: 1m\n"
        "      crit: 5m\n"
        "    send_window: 15m\n"
        "    retry: 1m\n"
        "    undetermined_after: 15m\n"
        "    expect: inbox\n"
    );
}

TEST(Effective, LoadsBackToTheSame) {
    sandbox box;
    box.variables["PASSWORD"] = "hunter2-0123456789";
    auto const loaded = box.load_text(with_base(wide));
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    auto const once = effective_yaml(*loaded);
    EXPECT_EQ(once.find("hunter2"), std::string::npos);
    auto text = once;
    std::string const marker = "<redacted>";
    for (auto at = text.find(marker); at != std::string::npos; at = text.find(marker)) {
        text.replace(at, marker.size(), "{env: PASSWORD}");
    }
    auto const again = box.load_text(text);
    ASSERT_EQ(lines(box, again), std::vector<std::string>{}) << text;
    EXPECT_EQ(effective_yaml(*again), once);
    EXPECT_EQ(again->mailboxes.at("anna").also_folders, loaded->mailboxes.at("anna").also_folders);
    EXPECT_EQ(again->routes.at("relay").auth->user, "a \"b\" \\");
    EXPECT_EQ(again->probes.at("b").labels, loaded->probes.at("b").labels);
}

/// Loads, shows, and loads what is shown; the password is what every secret is.
std::string shown_twice(sandbox& box, std::string const& yaml) {
    box.variables["PASSWORD"] = "hunter2-0123456789";
    auto const loaded = box.load_text(with_base(yaml));
    EXPECT_EQ(lines(box, loaded), std::vector<std::string>{}) << yaml;
    if (!loaded) {
        return "";
    }
    auto const once = effective_yaml(*loaded);
    EXPECT_EQ(once.find("hunter2"), std::string::npos);
    auto text = once;
    std::string const marker = "<redacted>";
    for (auto at = text.find(marker); at != std::string::npos; at = text.find(marker)) {
        text.replace(at, marker.size(), "{env: PASSWORD}");
    }
    auto const again = box.load_text(text);
    EXPECT_EQ(lines(box, again), std::vector<std::string>{}) << text;
    if (again) {
        EXPECT_EQ(effective_yaml(*again), once);
        EXPECT_EQ(changed_kafka(*loaded, *again), "");
    }
    auto const from = once.find("kafka:\n");
    return once.substr(from, once.find("signing:") - from);
}

TEST(Effective, ShowsKafkaWithItsDefaults) {
    sandbox box;
    EXPECT_EQ(
        shown_twice(box, "kafka: {brokers: [b:9093, '[::1]:9093']}\n"),
        "kafka:\n"
        "  brokers: [\"b:9093\", \"[::1]:9093\"]\n"
        "  tls: \"on\"\n"
        "  replication: 3\n"
        "  min_in_sync: 2\n"
        "  session_timeout: 10s\n"
    );
    EXPECT_EQ(
        shown_twice(
            box,
            "kafka: {brokers: [b:9092], tls: off, sasl: {mechanism: scram-sha-256, user: '1', "
            "password: {env: PASSWORD}}, replica: '.', replication: 2, session_timeout: 90s}\n"
        ),
        "kafka:\n"
        "  brokers: [\"b:9092\"]\n"
        "  tls: \"off\"\n"
        "  sasl:\n"
        "    mechanism: scram-sha-256\n"
        "    user: \"1\"\n"
        "    password: <redacted>\n"
        "  replica: \".\"\n"
        "  replication: 2\n"
        "  min_in_sync: 1\n"
        "  session_timeout: 1m30s\n"
    );
}

TEST(Effective, ShowsTheFilesAndTokensOfKafka) {
    sandbox box;
    box.write("ca.pem", "-----BEGIN CERTIFICATE-----");
    box.write("own.pem", "-----BEGIN PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----");
    auto const folder = box.folder().string();
    EXPECT_EQ(
        shown_twice(
            box,
            "kafka: {brokers: [b:9093], tls: {ca: ca.pem, certificate: own.pem, key: own.pem}, "
            "sasl: {mechanism: oauthbearer, client_id: c, client_secret: {env: PASSWORD}, "
            "token_url: 'https://a.b/t?x=y', scope: a b}}\n"
        ),
        "kafka:\n"
        "  brokers: [\"b:9093\"]\n"
        "  tls:\n"
        "    ca: " +
            folder +
            "/ca.pem\n"
            "    certificate: " +
            folder +
            "/own.pem\n"
            "    key: " +
            folder +
            "/own.pem\n"
            "  sasl:\n"
            "    mechanism: oauthbearer\n"
            "    client_id: c\n"
            "    client_secret: <redacted>\n"
            "    token_url: \"https://a.b/t?x=y\"\n"
            "    scope: \"a b\"\n"
            "  replication: 3\n"
            "  min_in_sync: 2\n"
            "  session_timeout: 10s\n"
    );
}

}  // namespace
}  // namespace mailsonde::config
