#include "shared/config/changes.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace mailsonde::config {
namespace {

server somewhere() {
    server out;
    out.host = "mx.example.org";
    out.port = 587;
    out.tls = tls_mode::starttls;
    out.ca_file = "/etc/ca.pem";
    out.pins = {"sha256/abc"};
    return out;
}

credentials login() {
    return {"probe", secret("old"), std::nullopt};
}

config configuration() {
    config out;
    for (auto const* const name : {"a", "b"}) {
        route one;
        one.name = name;
        one.smtp = somewhere();
        one.from = "probe@example.org";
        one.ehlo_name = "probe.example.org";
        one.auth = login();
        out.routes[name] = one;
        mailbox other;
        other.name = name;
        other.address = "anna@example.org";
        other.imap = somewhere();
        other.auth = login();
        other.also_folders = {"Lists"};
        out.mailboxes[name] = other;
    }
    return out;
}

template <class Named>
struct change {
    char const* name;
    std::function<void(Named&)> apply;
    bool counts;
};

std::vector<std::pair<char const*, std::function<void(server&)>>> server_changes() {
    return {
        {"host", [](server& s) { s.host = "mx2.example.org"; }},
        {"port", [](server& s) { s.port = 465; }},
        {"tls", [](server& s) { s.tls = tls_mode::implicit; }},
        {"ca_file", [](server& s) { s.ca_file.clear(); }},
        {"pins", [](server& s) { s.pins.emplace_back("sha256/def"); }},
        {"trusted_plaintext", [](server& s) { s.trusted_plaintext = true; }},
    };
}

std::vector<std::pair<char const*, std::function<void(credentials&)>>> login_changes() {
    return {
        {"user", [](credentials& c) { c.user = "probe2"; }},
        {"password", [](credentials& c) { c.password = secret("new"); }},
        {"password instead of a token", [](credentials& c) { c.password.reset(); }},
        {"access token", [](credentials& c) { c.access_token = secret("t"); }},
    };
}

std::vector<change<route>> route_changes() {
    std::vector<change<route>> out{
        {"nothing", [](route& /*r*/) {}, false},
        {"the same password, read anew", [](route& r) { r.auth->password = secret("old"); }, false},
        {"from", [](route& r) { r.from = "other@example.org"; }, false},
        {"ehlo_name", [](route& r) { r.ehlo_name = "other.example.org"; }, true},
        {"no login any more", [](route& r) { r.auth.reset(); }, true},
    };
    for (auto const& [name, apply] : server_changes()) {
        out.push_back({name, [apply](route& r) { apply(r.smtp); }, true});
    }
    for (auto const& [name, apply] : login_changes()) {
        out.push_back({name, [apply](route& r) { apply(*r.auth); }, true});
    }
    return out;
}

std::vector<change<mailbox>> mailbox_changes() {
    std::vector<change<mailbox>> out{
        {"nothing", [](mailbox& /*m*/) {}, false},
        {"address", [](mailbox& m) { m.address = "bert@example.org"; }, false},
        {"min_look_interval", [](mailbox& m) { m.min_look_interval = milliseconds(7); }, false},
        {"also_folders", [](mailbox& m) { m.also_folders.clear(); }, true},
        {"junk_folder", [](mailbox& m) { m.junk_folder = "Spam"; }, true},
    };
    for (auto const& [name, apply] : server_changes()) {
        out.push_back({name, [apply](mailbox& m) { apply(m.imap); }, true});
    }
    for (auto const& [name, apply] : login_changes()) {
        out.push_back({name, [apply](mailbox& m) { apply(m.auth); }, true});
    }
    return out;
}

using names = std::set<std::string>;

TEST(Changes, TellWhichRoutesNeedANewConnection) {
    for (auto const& each : route_changes()) {
        auto next = configuration();
        each.apply(next.routes.at("b"));
        auto const expected = each.counts ? names{"b"} : names();
        EXPECT_EQ(changed_routes(configuration(), next), expected) << each.name;
        EXPECT_EQ(changed_routes(next, configuration()), expected) << each.name << ", undone";
        EXPECT_EQ(changed_mailboxes(configuration(), next), names()) << each.name;
    }
}

TEST(Changes, TellWhichMailboxesNeedANewConnection) {
    for (auto const& each : mailbox_changes()) {
        auto next = configuration();
        each.apply(next.mailboxes.at("b"));
        auto const expected = each.counts ? names{"b"} : names();
        EXPECT_EQ(changed_mailboxes(configuration(), next), expected) << each.name;
        EXPECT_EQ(changed_mailboxes(next, configuration()), expected) << each.name << ", undone";
        EXPECT_EQ(changed_routes(configuration(), next), names()) << each.name;
    }
}

config on_kafka() {
    config out;
    out.kafka = kafka_options{};
    out.kafka->brokers = {"b:9093"};
    out.kafka->tls.ca = "/etc/ca.pem";
    out.kafka->sasl = kafka_sasl{sasl_mechanism::plain, "probe", secret("old"), "", ""};
    return out;
}

TEST(Changes, TellWhichKeyOfKafkaDiffers) {
    std::vector<std::pair<char const*, std::function<void(kafka_options&)>>> const table{
        {"", [](kafka_options& /*k*/) {}},
        {"", [](kafka_options& k) { k.sasl->password = secret("old"); }},
        {"kafka.brokers", [](kafka_options& k) { k.brokers.emplace_back("c:9093"); }},
        {"kafka.tls", [](kafka_options& k) { k.tls.on = false; }},
        {"kafka.tls", [](kafka_options& k) { k.tls.ca.clear(); }},
        {"kafka.tls", [](kafka_options& k) { k.tls.certificate = "/etc/own.pem"; }},
        {"kafka.tls", [](kafka_options& k) { k.tls.key = "/etc/own.key"; }},
        {"kafka.sasl", [](kafka_options& k) { k.sasl.reset(); }},
        {"kafka.sasl", [](kafka_options& k) { k.sasl->mechanism = sasl_mechanism::oauthbearer; }},
        {"kafka.sasl", [](kafka_options& k) { k.sasl->user = "other"; }},
        {"kafka.sasl", [](kafka_options& k) { k.sasl->password = secret("new"); }},
        {"kafka.sasl", [](kafka_options& k) { k.sasl->token_url = "https://a.b"; }},
        {"kafka.sasl", [](kafka_options& k) { k.sasl->scope = "a"; }},
        {"kafka.replica", [](kafka_options& k) { k.replica = "r"; }},
        {"kafka.replication", [](kafka_options& k) { k.replication = 2; }},
        {"kafka.min_in_sync", [](kafka_options& k) { k.min_in_sync = 1; }},
        {"kafka.session_timeout", [](kafka_options& k) { k.session_timeout = milliseconds(6); }},
    };
    for (auto const& [key, apply] : table) {
        auto next = on_kafka();
        apply(*next.kafka);
        EXPECT_EQ(changed_kafka(on_kafka(), next), key);
        EXPECT_EQ(changed_kafka(next, on_kafka()), key) << "undone";
    }
    EXPECT_EQ(changed_kafka(on_kafka(), config()), "kafka");
    EXPECT_EQ(changed_kafka(config(), on_kafka()), "kafka");
    EXPECT_EQ(changed_kafka(config(), config()), "");
}

TEST(Changes, WhatIsNewCountsAndWhatIsGoneDoesNot) {
    auto fewer = configuration();
    fewer.routes.erase("b");
    fewer.mailboxes.erase("a");
    EXPECT_EQ(changed_routes(fewer, configuration()), names{"b"});
    EXPECT_EQ(changed_mailboxes(fewer, configuration()), names{"a"});
    EXPECT_EQ(changed_routes(configuration(), fewer), names());
    EXPECT_EQ(changed_mailboxes(configuration(), fewer), names());
}

}  // namespace
}  // namespace mailsonde::config
