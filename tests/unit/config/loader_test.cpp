#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace mailsonde::config {
namespace {

using namespace std::chrono_literals;

TEST(Loader, AppliesTheDefaults) {
    sandbox const box;
    auto const loaded = box.load_text(with_base(""));
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    auto const& c = *loaded;
    EXPECT_EQ(c.instance, "test");
    EXPECT_EQ(c.data, "/tmp/data");
    EXPECT_EQ(c.topic_prefix, "mailsonde");
    EXPECT_EQ(c.http_listen, std::nullopt);
    EXPECT_EQ(c.access_alert_after, 1min);
    EXPECT_EQ(c.login_pause, 15min);
    EXPECT_EQ(c.sessions_per_server, 10);
    EXPECT_EQ(c.reaper.after, 48h);
    EXPECT_EQ(c.reaper.per_look, 20);
    auto const& relay = c.routes.at("relay");
    EXPECT_EQ(relay.name, "relay");
    EXPECT_EQ(relay.smtp.tls, tls_mode::starttls);
    EXPECT_EQ(relay.smtp.port, 587);
    EXPECT_EQ(relay.ehlo_name, "probe.example.org");
    EXPECT_FALSE(relay.auth);
    auto const& anna = c.mailboxes.at("anna");
    EXPECT_EQ(anna.imap.tls, tls_mode::implicit);
    EXPECT_EQ(anna.imap.port, 993);
    EXPECT_EQ(anna.auth.user, "anna");
    EXPECT_EQ(anna.auth.password->reveal(), "hunter2");
    EXPECT_EQ(anna.junk_folder, std::nullopt);
    auto const& inbound = c.probes.at("inbound");
    EXPECT_EQ(inbound.to, std::vector<std::string>{"anna"});
    EXPECT_EQ(inbound.every, 5min);
    EXPECT_EQ(inbound.retry, 1min);
    EXPECT_EQ(inbound.delay.crit, 5min);
    EXPECT_EQ(inbound.expect, expectation::inbox);
}

TEST(Loader, ReadsEverything) {
    sandbox const box;
    box.write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
    auto const pin = "sha256/" + std::string(43, 'A') + "=";
    auto const loaded = box.load_text(with_base(
        "signing: {keys: [{id: k2, secret: {env: KEY}}, {id: k1, secret: {env: KEY}}]}\n"
        "defaults: {every: 1h, grace: 1s, deadline: 2m, delay: {warn: 10s, crit: 1m}, send_window: "
        "3m, retry: 2s, "
        "undetermined_after: 4m}\n"
        "routes: {relay: {smtp: {host: '::1', port: 2525, tls: none}, from: p@b, ehlo: "
        "'[127.0.0.1]', "
        "auth: {user: p, access_token: {env: PASSWORD}}}}\n"
        "mailboxes: {anna: {address: a@b, imap: {host: a.b, tls: starttls, ca_file: ca.pem, pins: "
        "['" +
        pin +
        "']}, auth: {user: a, password: {env: PASSWORD}}, folders: {also: [A, B], junk: Spam}, "
        "min_look_interval: 5s}}\n"
        "probes: {x: {route: relay, to: [anna], delay: {warn: 20s}, expect: {folder: A}, labels: "
        "{a: b, c: "
        "'1'}}, y: {route: relay, to: [anna], every: 2m, deadline: 3m, retry: 1s, expect: "
        "nothing}}\n"
        "log: {level: debug, format: json}\nhttp: {listen: '[::1]:80'}\nalerts: {access_after: "
        "2m}\n"
        "login: {pause_after_failure: 1s, sessions_per_server: 3}\nreaper: {after: 3d, per_look: "
        "0}\n"
        "topics: {prefix: x.y}\n"
    ));
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    auto const& c = *loaded;
    ASSERT_EQ(c.signing.size(), 2U);
    EXPECT_EQ(c.signing[0].id, "k2");
    auto const& relay = c.routes.at("relay");
    EXPECT_EQ(relay.smtp.port, 2525);
    EXPECT_EQ(relay.smtp.tls, tls_mode::none);
    EXPECT_EQ(relay.ehlo_name, "[127.0.0.1]");
    EXPECT_EQ(relay.auth->access_token->reveal(), "hunter2");
    EXPECT_FALSE(relay.auth->password);
    auto const& anna = c.mailboxes.at("anna");
    EXPECT_EQ(anna.imap.port, 143);
    EXPECT_EQ(anna.imap.ca_file, box.folder() / "ca.pem");
    EXPECT_EQ(anna.imap.pins, std::vector{pin});
    EXPECT_EQ(anna.also_folders, (std::vector<std::string>{"A", "B"}));
    EXPECT_EQ(anna.junk_folder, "Spam");
    EXPECT_EQ(anna.min_look_interval, 5s);
    auto const& x = c.probes.at("x");
    EXPECT_EQ(x.every, 1h);
    EXPECT_EQ(x.grace, 1s);
    EXPECT_EQ(x.send_window, 3min);
    EXPECT_EQ(x.retry, 2s);
    EXPECT_EQ(x.undetermined_after, 4min);
    EXPECT_EQ(x.delay.warn, 20s);
    EXPECT_EQ(x.delay.crit, 1min);
    EXPECT_EQ(x.expect, expectation::folder);
    EXPECT_EQ(x.expect_folder, "A");
    EXPECT_EQ(x.labels, (std::map<std::string, std::string>{{"a", "b"}, {"c", "1"}}));
    EXPECT_EQ(c.sessions_per_server, 3);
    auto const& y = c.probes.at("y");
    EXPECT_EQ(y.every, 2min);
    EXPECT_EQ(y.deadline, 3min);
    EXPECT_EQ(y.retry, 1s);
    EXPECT_EQ(y.expect, expectation::nothing);
    EXPECT_EQ(c.log.level, "debug");
    EXPECT_EQ(c.log.format, "json");
    EXPECT_EQ(c.http_listen, "[::1]:80");
    EXPECT_EQ(c.access_alert_after, 2min);
    EXPECT_EQ(c.login_pause, 1s);
    EXPECT_EQ(c.reaper.after, 72h);
    EXPECT_EQ(c.reaper.per_look, 0);
    EXPECT_EQ(c.topic_prefix, "x.y");
}

TEST(Loader, TheReaperWaitsUntilNoProbeExpectsAMail) {
    struct row {
        std::string yaml;
        milliseconds after;
    };

    std::string const slow =
        "probes: {x: {route: relay, to: [anna], deadline: 1d, send_window: 2h}, y: {route: relay, "
        "to: [anna]}}\n";
    for (auto const& [yaml, after] :
         {row{"", 48h},
          {"reaper: {per_look: 1}\n", 48h},
          {"reaper: {after: 25h25m}\n", 25h + 25min},
          {slow, 51h},
          {slow + "reaper: {per_look: 1}\n", 51h},
          {slow + "reaper: {after: 51h}\n", 51h}}) {
        sandbox const box;
        auto const loaded = box.load_text(with_base(yaml));
        ASSERT_EQ(lines(box, loaded), std::vector<std::string>{}) << yaml;
        EXPECT_EQ(loaded->reaper.after, after) << yaml;
    }
}

TEST(Loader, PortsFollowTheProtection) {
    struct row {
        std::string tls;
        int smtp;
        int imap;
    };

    for (auto const& [tls, smtp, imap] :
         {row{"implicit", 465, 993}, {"starttls", 587, 143}, {"none", 25, 143}}) {
        sandbox const box;
        auto const loaded = box.load_text(with_base(
            "routes: {relay: {smtp: {host: localhost, tls: " + tls + "}, from: a@b}}\n" +
            "mailboxes: {anna: {address: a@b, imap: {host: localhost, tls: " + tls +
            "}, auth: {user: a, password: {env: PASSWORD}}}}\n"
        ));
        ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
        EXPECT_EQ(loaded->routes.at("relay").smtp.port, smtp);
        EXPECT_EQ(loaded->mailboxes.at("anna").imap.port, imap);
    }
}

TEST(Loader, PlaintextOnLoopbackOrNamedTrusted) {
    for (std::string const server :
         {"{host: 127.8.0.1, tls: none}",
          "{host: '::1', tls: none}",
          "{host: localhost, tls: none}",
          "{host: relay.svc, tls: none, trusted_plaintext: true}"}) {
        sandbox const box;
        auto const loaded =
            box.load_text(with_base("routes: {relay: {smtp: " + server + ", from: a@b}}\n"));
        EXPECT_EQ(lines(box, loaded), std::vector<std::string>{}) << server;
    }
}

TEST(Loader, ReportsAFileThatCannotBeRead) {
    sandbox const box;
    auto const loaded = box.load("none.yaml");
    EXPECT_EQ(
        lines(box, loaded),
        std::vector<std::string>{"DIR/none.yaml:1:1: the file cannot be read (No such file or "
                                 "directory); check its path and "
                                 "mode"}
    );
    EXPECT_EQ(loaded.files, std::vector{box.folder() / "none.yaml"}) << "it may appear";
    box.write("mailsonde.yaml", std::string(max_configuration_size + 1, '#'));
    EXPECT_EQ(
        lines(box, box.load()),
        std::vector<std::string>{
            "1:1: the file is too large (limit 4096 KiB); split it with 'include'"
        }
    );
}

TEST(Loader, NamesWhatToWatchAlsoWhenItFails) {
    sandbox const box;
    auto const loaded = box.load_text(
        with_base("signing: {keys: [{id: k, secret: {file: missing}}]}\ninclude: [conf.d/*]")
    );
    EXPECT_FALSE(loaded);
    EXPECT_EQ(
        loaded.files,
        (std::vector<std::filesystem::path>{
            box.folder() / "mailsonde.yaml", box.folder() / "missing", box.folder() / "conf.d"
        })
    );
}

TEST(Loader, NeverThrows) {
    loader_options options;
    options.read = [](std::filesystem::path const&, file_kind) -> result<std::string> {
        throw std::runtime_error("no memory");
    };
    auto const loaded = load("x.yaml", options);
    EXPECT_FALSE(loaded);
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(loaded.problems[0].text(), "x.yaml:1:1: cannot be loaded: no memory");
}

TEST(Loader, NeverThrowsOnTruncatedInput) {
    sandbox const box;
    auto const whole =
        with_base("include: ['*.yml', \"x\\n\"] # end\nlog:\n  level: |\n    info\n");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto const loaded = box.load_text(std::string_view(whole).substr(0, size));
        EXPECT_TRUE(loaded || !loaded.problems.empty()) << size;
    }
}

TEST(Loader, UsesAHostNameOnlyIfItIsOne) {
    sandbox const box;
    auto const path = box.write("mailsonde.yaml", with_base(""));
    loader_options options;
    options.env = [](std::string const&) { return std::optional<std::string>("0123456789abcdef"); };
    options.host_name = [] { return std::string("my_host"); };
    EXPECT_EQ(load(path, options)->routes.at("relay").ehlo_name, "localhost");
    EXPECT_FALSE(load(path, options.env)->routes.at("relay").ehlo_name.empty());
}

}  // namespace
}  // namespace mailsonde::config
