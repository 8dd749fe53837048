#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::config {
namespace {

/// A probe with `extra` from column 38 of line 1 on.
std::string probe_with(std::string const& extra) {
    return "probes: {p: {route: relay, to: [anna]" + extra + "}}\n";
}

TEST(ProbeProblems, References) {
    expect_problems({
        {"probes: {p: {route: rellay, to: [anna, bert, anna]}}\n",
         {"1:21: probes.p.route: there is no route 'rellay'; did you mean 'relay'?",
          "1:40: probes.p.to: there is no mailbox 'bert'; define it under mailboxes",
          "1:46: probes.p.to: 'anna' is given twice; remove one"}},
        {"probes: {p: {route: relay, to: []}}\n",
         {"1:32: probes.p.to: the list is empty; name at least one mailbox"}},
        {"probes: {p: {route: relay, to: anna}}\n",
         {"1:32: probes.p.to: expected a list, found a string; write [a, b] or lines that start "
          "with "
          "'- '"}},
        {"probes: {p: {}}\n",
         {"1:10: probes.p: key 'route' is missing; it is required here",
          "1:10: probes.p: key 'to' is missing; it is required here"}},
        {"probes: {p: {route: relay, to: [anna]}, p: {route: relay, to: [anna]}}\n",
         {"1:41: probe 'p' is defined twice; first defined at DIR/mailsonde.yaml:1:10"}},
        {"probes: {}\n", {"1:1: there are no probes; define at least one under 'probes'"}},
    });
}

TEST(ProbeProblems, Times) {
    expect_problems({
        {probe_with(", every: 500ms"),
         {"1:47: probes.p.every: 500ms is out of range; from 1s to 366d"}},
        {probe_with(", every: 30"),
         {"1:47: probes.p.every: 30 has no unit; write a number and a unit: 500ms, 30s, 5m, 2h, "
          "1d, 1h30m"}},
        {probe_with(", retry: 999ms"),
         {"1:47: probes.p.retry: 999ms is out of range; from 1s to 366d"}},
        {probe_with(", delay: {warn: 6m}"),
         {"1:54: probes.p: delay.warn (6m) is over delay.crit (5m, inherited); needed: warn <= crit"
         }},
        {probe_with(", delay: {warn: 6m, crit: 4m}"),
         {"1:54: probes.p: delay.warn (6m) is over delay.crit (4m); needed: warn <= crit"}},
        {probe_with(", delay: {crit: 30s}"),
         {"1:54: probes.p: delay.warn (1m, inherited) is over delay.crit (30s); needed: warn <= "
          "crit"}},
        {probe_with(", deadline: 2m"),
         {"1:50: probes.p: delay.crit (5m, inherited) is over deadline (2m); needed: crit <= "
          "deadline"}},
        {probe_with(", grace: 10m"),
         {"1:47: probes.p: grace (10m) is not under deadline (10m, inherited); needed: grace < "
          "deadline"}},
        {probe_with(", deadline: 0s, delay: {warn: 0s, crit: 1s}, grace: 0s"),
         {"1:50: probes.p.deadline: 0s is out of range; from 1s to 366d",
          "1:68: probes.p.delay.warn: 0s is out of range; from 1ms to 366d",
          "1:78: probes.p: delay.warn (1m, inherited) is over delay.crit (1s); needed: warn <= crit"
         }},
    });
}

TEST(ProbeProblems, BadDefaultsAreReportedOnce) {
    expect_problems({
        {"defaults: {delay: {warn: 10m}}\n"
         "probes:\n  a: {route: relay, to: [anna]}\n  b: {route: relay, to: [anna], every: 1m}\n",
         {"1:26: defaults: delay.warn (10m) is over delay.crit (5m, inherited); needed: warn <= "
          "crit"}},
        {"defaults: {grase: 1s}\n", {"1:12: defaults: unknown key 'grase'; did you mean 'grace'?"}},
        {"defaults: {deadline: 4m}\nprobes: {p: {route: relay, to: [anna], delay: {crit: "
         "4m1ms}}}\n",
         {"1:22: defaults: delay.crit (5m, inherited) is over deadline (4m); needed: crit <= "
          "deadline",
          "2:54: probes.p: delay.crit (4m1ms) is over deadline (4m, inherited); needed: crit <= "
          "deadline"}},
    });
}

TEST(ProbeProblems, Expectations) {
    expect_problems({
        {probe_with(", expect: spam"),
         {"1:48: probes.p.expect: 'spam' is not known; one of: inbox, junk, nothing, {folder: NAME}"
         }},
        {probe_with(", expect: [inbox]"),
         {"1:48: probes.p.expect: expected a string, found a list; one of: inbox, junk, nothing, "
          "{folder: "
          "NAME}"}},
        {probe_with(", expect: {}"),
         {"1:40: probes.p.expect: key 'folder' is missing; it is required here"}},
        {probe_with(", expect: {folder: Inbox}"),
         {"1:57: probes.p.expect.folder: INBOX is not allowed here; write expect: inbox"}},
        {probe_with(", expect: {fold: X}"),
         {"1:40: probes.p.expect: key 'folder' is missing; it is required here",
          "1:49: probes.p.expect: unknown key 'fold'; did you mean 'folder'?"}},
    });
}

TEST(ProbeProblems, Labels) {
    std::string many;
    for (int i = 0; i < 33; ++i) {
        many += "l" + std::to_string(i) + ": x, ";
    }
    expect_problems({
        {probe_with(", labels: {a-b: c}"),
         {"1:49: probes.p.labels: 'a-b' is not a label name; 1 to 64 letters, digits and '_', the "
          "first "
          "not a digit"}},
        {probe_with(", labels: {a: 1}"),
         {"1:52: probes.p.labels.a: expected a string, found a number; put it in quotes: \"1\""}},
        {probe_with(", labels: {a: b, a: c}"),
         {"1:55: probes.p.labels: 'a' is given twice; remove one"}},
        {probe_with(", labels: {a: " + std::string(257, 'x') + "}"),
         {"1:52: probes.p.labels.a: is too long; at most 256 octets"}},
        {probe_with(", labels: [a]"),
         {"1:48: probes.p.labels: expected a mapping, found a list; write 'key: value' lines or "
          "{key: "
          "value}"}},
        {probe_with(", labels: {" + many + "}"), {"1:295: probes.p.labels: too many; at most 32"}},
    });
}

TEST(ProbeProblems, TooMany) {
    std::string probes = "probes:\n";
    for (int i = 0; i < 100'002; ++i) {
        probes += " p" + std::to_string(i) + ": {route: relay, to: [anna]}\n";
    }
    sandbox const box;
    EXPECT_EQ(
        lines(box, box.load_text(with_base(probes))),
        std::vector<std::string>{
            "100002:2: probes: too many; at most 100000; split them over instances"
        }
    );
}

}  // namespace
}  // namespace mailsonde::config
