#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::config {
namespace {

std::string const name_hint =
    "1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit";
std::string const duration_hint = "write a number and a unit: 500ms, 30s, 5m, 2h, 1d, 1h30m";

TEST(TopProblems, Keys) {
    expect_problems({
        {"topcis: {prefix: a}\n", {"1:1: unknown key 'topcis'; did you mean 'topics'?"}},
        {"log: {level: info, levle: warn}\n",
         {"1:20: log: unknown key 'levle'; did you mean 'level'?"}},
        {"log: {colour: red}\n", {"1:7: log: unknown key 'colour'; known here: level, format"}},
        {"log: {level: info, level: warn}\n",
         {"1:20: log: key 'level' is given twice; first given at DIR/mailsonde.yaml:1:7"}},
        {"log: {level: info}\nlog: {level: warn}\n",
         {"2:1: key 'log' is given twice; first given at DIR/mailsonde.yaml:1:1"}},
        {"http: {}\n", {"1:1: http: key 'listen' is missing; it is required here"}},
        {"log: text\n",
         {"1:6: log: expected a mapping, found a string; write 'key: value' lines or {key: value}"}
        },
        {"log:\n",
         {"1:1: log: expected a mapping, found nothing; write 'key: value' lines or {key: value}"}},
    });
}

TEST(TopProblems, EverythingThatIsMissing) {
    sandbox const box;
    EXPECT_EQ(
        lines(box, box.load_text("log: {level: info}\n")),
        (std::vector<std::string>{
            "1:1: key 'data' is missing; it is required here",
            "1:1: key 'instance' is missing; it is required here",
            "1:1: key 'signing' is missing; it is required here",
            "1:1: there are no probes; define at least one under 'probes'",
        })
    );
}

TEST(TopProblems, Strings) {
    expect_problems({
        {"instance: a b\n", {"1:11: instance: 'a b' is not a valid name; " + name_hint}},
        {"instance: 4711\n",
         {"1:11: instance: expected a string, found a number; put it in quotes: \"4711\""}},
        {"instance: true\n",
         {"1:11: instance: expected a string, found a boolean; put it in quotes: \"true\""}},
        {"instance: [a]\n", {"1:11: instance: expected a string, found a list"}},
        {"instance:\n", {"1:1: instance: expected a string, found nothing"}},
        {"data: ''\n", {"1:7: data: must not be empty; write a value or remove the key"}},
        {"data: /" + std::string(4096, 'x') + "\n", {"1:7: data: is too long; at most 4096 octets"}
        },
        {"topics: {prefix: a/b}\n", {"1:18: topics.prefix: 'a/b' is not a valid name; " + name_hint}
        },
    });
}

TEST(TopProblems, Choices) {
    expect_problems({
        {"log: {level: Info}\n",
         {"1:14: log.level: 'Info' is not known; one of: error, warn, info, debug, trace"}},
        {"log: {format: xml}\n", {"1:15: log.format: 'xml' is not known; one of: text, json"}},
        {"log: {format: [text]}\n",
         {"1:15: log.format: expected a string, found a list; one of: text, json"}},
        {"http: {listen: 9464}\n",
         {"1:16: http.listen: expected a string, found a number; put it in quotes: \"9464\""}},
        {"http: {listen: \"example.org:80\"}\n",
         {"1:16: http.listen: 'example.org:80' is not an address to listen on; write IPv4:PORT, "
          "[IPv6]:PORT or localhost:PORT, e.g. 127.0.0.1:9464"}},
    });
}

TEST(TopProblems, MetricsForOtherMachinesNeedAToken) {
    std::string const hint = "add http.token, or listen on 127.0.0.1";
    for (auto const* const address :
         {"0.0.0.0:80", "[::]:80", "192.0.2.1:80", "[2001:db8::1]:80"}) {
        expect_problems({
            {"http: {listen: \"" + std::string(address) + "\"}\n",
             {"1:16: http.listen: other machines can reach " + std::string(address) +
              ", so that metrics need a token; " + hint}},
        });
    }
    std::string const rule =
        "http.token: needs 16 characters or more, letters, digits and -._~+/=; make one with: "
        "openssl rand -base64 32";
    expect_problems({
        {"http: {listen: '0.0.0.0:80', token: {env: PASSWORD}}\n", {"1:30: " + rule}},
        {"http: {listen: '0.0.0.0:80', token: literal}\n",
         {"1:37: http.token: a secret must not be in the configuration itself; write {file: PATH} "
          "or {env: NAME}"}},
        {"http: {token: {env: KEY}}\n", {"1:1: http: key 'listen' is missing; it is required here"}
        },
    });
    sandbox box;
    box.variables["KEY"] = "0123456789 abcdef";
    EXPECT_EQ(
        lines(box, box.load_text(with_base("http: {listen: '0.0.0.0:80', token: {env: KEY}}\n")))
            .front(),
        "1:30: " + rule
    ) << "a blank";
}

TEST(TopProblems, ATokenOpensMetrics) {
    sandbox box;
    for (auto const* const address : {"127.0.0.1:80", "127.9.9.9:80", "[::1]:80", "LocalHost:80"}) {
        auto const without =
            box.load_text(with_base("http: {listen: '" + std::string(address) + "'}\n"));
        ASSERT_TRUE(without) << address;
        EXPECT_FALSE(without->http_token) << address;
    }
    box.variables["TOKEN"] = "AZaz09-._~+/AZaz==";
    for (auto const* const address : {"127.0.0.1:80", "0.0.0.0:80"}) {
        auto const with = box.load_text(
            with_base("http: {listen: '" + std::string(address) + "', token: {env: TOKEN}}\n")
        );
        ASSERT_TRUE(with) << address;
        ASSERT_TRUE(with->http_token) << address;
        EXPECT_EQ(with->http_token->reveal(), box.variables["TOKEN"]);
    }
}

TEST(TopProblems, Durations) {
    expect_problems({
        {"alerts: {access_after: 60}\n",
         {"1:24: alerts.access_after: 60 has no unit; " + duration_hint}},
        {"alerts: {access_after: '60'}\n",
         {"1:24: alerts.access_after: 60 has no unit; " + duration_hint}},
        {"alerts: {access_after: 1.5}\n",
         {"1:24: alerts.access_after: 1.5 has no unit; " + duration_hint}},
        {"alerts: {access_after: 5min}\n",
         {"1:24: alerts.access_after: '5min' is not a duration; " + duration_hint}},
        {"alerts: {access_after: -5m}\n",
         {"1:24: alerts.access_after: '-5m' is not a duration; " + duration_hint}},
        {"alerts: {access_after: 5m1h}\n",
         {"1:24: alerts.access_after: '5m1h' is not a duration; " + duration_hint}},
        {"alerts: {access_after: true}\n",
         {"1:24: alerts.access_after: expected a duration, found a boolean; " + duration_hint}},
        {"alerts: {access_after: [5m]}\n",
         {"1:24: alerts.access_after: expected a duration, found a list; " + duration_hint}},
        {"login: {pause_after_failure: 999ms}\n",
         {"1:30: login.pause_after_failure: 999ms is out of range; from 1s to 366d"}},
        {"login: {pause_after_failure: 367d}\n",
         {"1:30: login.pause_after_failure: 367d is out of range; from 1s to 366d"}},
    });
}

TEST(TopProblems, Reaper) {
    std::string const too_short = "needed: send_window + deadline of every probe + 25h <= after";
    expect_problems({
        {"reaper: {after: 24h}\n", {"1:17: reaper.after: 24h is out of range; from 1d1h to 366d"}},
        {"reaper: {after: 1d1h24m}\n",
         {"1:17: reaper.after: 1d1h24m is too short: a mail may still be expected 1d1h25m after "
          "its slot; " +
          too_short}},
        {"reaper: {after: 2d}\ndefaults: {deadline: 23h}\n",
         {"1:17: reaper.after: 2d is too short: a mail may still be expected 2d15m after its "
          "slot; " +
          too_short}},
        {"reaper: {per_look: 1001}\n",
         {"1:20: reaper.per_look: 1001 is out of range; a whole number from 0 to 1000, without "
          "quotes"}},
        {"reaper: {per_look: -1}\n",
         {"1:20: reaper.per_look: -1 is out of range; a whole number from 0 to 1000, without "
          "quotes"}},
        {"reaper: {per_look: 1.5}\n",
         {"1:20: reaper.per_look: 1.5 is out of range; a whole number from 0 to 1000, without "
          "quotes"}},
        {"reaper: {per_look: never}\n",
         {"1:20: reaper.per_look: expected a number, found a string; a whole number from 0 to "
          "1000, "
          "without quotes"}},
        {"reaper: {before: 3d}\n",
         {"1:10: reaper: unknown key 'before'; known here: after, per_look"}},
    });
}

TEST(TopProblems, Numbers) {
    std::string const hint = "a whole number from 1 to 100, without quotes";
    auto const where = "1:30: login.sessions_per_server: ";
    expect_problems({
        {"login: {sessions_per_server: 0}\n", {where + ("0 is out of range; " + hint)}},
        {"login: {sessions_per_server: 101}\n", {where + ("101 is out of range; " + hint)}},
        {"login: {sessions_per_server: 1.5}\n", {where + ("1.5 is out of range; " + hint)}},
        {"login: {sessions_per_server: 99999999999}\n",
         {where + ("99999999999 is out of range; " + hint)}},
        {"login: {sessions_per_server: many}\n",
         {where + ("expected a number, found a string; " + hint)}},
    });
}

TEST(TopProblems, Signing) {
    std::string seventeen;
    for (int i = 0; i < 17; ++i) {
        seventeen += "{id: k" + std::to_string(i) + ", secret: {env: KEY}}, ";
    }
    expect_problems({
        {"signing: {}\n", {"1:1: signing: key 'keys' is missing; it is required here"}},
        {"signing: {keys: []}\n", {"1:17: signing.keys: holds 0 keys; from 1 to 16"}},
        {"signing: {keys: [" + seventeen + "]}\n",
         {"1:17: signing.keys: holds 17 keys; from 1 to 16"}},
        {"signing: {keys: k1}\n",
         {"1:17: signing.keys: expected a list, found a string; write [a, b] or lines that start "
          "with "
          "'- '"}},
        {"signing: {keys: [k1]}\n",
         {"1:18: signing.keys[0]: expected a mapping, found a string; write 'key: value' lines or "
          "{key: "
          "value}"}},
        {"signing:\n  keys:\n    - {id: k1, secret: {env: KEY}}\n    - {id: k1, secret: {env: "
         "KEY}}\n",
         {"4:12: signing.keys[1].id: 'k1' is given twice; a new key needs a new id"}},
        {"signing: {keys: [{id: k 1, secret: {env: KEY}}]}\n",
         {"1:23: signing.keys[0].id: 'k 1' is not a valid name; " + name_hint}},
        {"signing: {keys: [{id: k1, secret: {env: PASSWORD}}]}\n",
         {"1:27: signing.keys[0].secret: the key is shorter than 16 octets; make one with: openssl "
          "rand "
          "-base64 32"}},
        {"signing: {keys: [{secret: {env: KEY}}]}\n",
         {"1:18: signing.keys[0]: key 'id' is missing; it is required here"}},
    });
}

}  // namespace
}  // namespace mailsonde::config
