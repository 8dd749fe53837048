#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::config {
namespace {

std::string nested(int levels) {
    auto const count = static_cast<std::size_t>(levels);
    return "include: " + std::string(count, '[') + std::string(count, ']') + "\n";
}

TEST(YamlProblems, SyntaxErrorsCarryTheirPlace) {
    expect_problems({
        {"log: {level: info\n",
         {"2:9: not valid YAML: end of map flow not found; "
          "check indentation (no tabs), brackets and quotes here and above"}},
        {"log:\n\tlevel: info\n",
         {"2:7: not valid YAML: illegal map value; "
          "check indentation (no tabs), brackets and quotes here and above"}},
        {"log: \"x\n", {"1:6: a quote is not closed; end the string with the quote it begins with"}
        },
    });
}

TEST(YamlProblems, WhatSurprisesIsRefused) {
    auto const deep = nested(16);
    expect_problems({
        {"log: &a {level: info}\n",
         {"1:6: YAML anchor; anchors are not allowed; remove the '&name'"}},
        {"log: &a {level: info}\nhttp: *a\n",
         {"1:6: YAML anchor; anchors are not allowed; remove the '&name'",
          "2:7: YAML alias; aliases are not allowed; write the value out"}},
        {"log: {level: !!str info}\n", {"1:14: YAML tag; tags are not allowed; remove the '!name'"}
        },
        {"log: !x {level: info}\n", {"1:6: YAML tag; tags are not allowed; remove the '!name'"}},
        {"log: {level: info}\n---\nhttp: {listen: 127.0.0.1:1}\n",
         {"2:1: a second YAML document; one file holds one document; remove the '---'"}},
        {"[a]: b\n", {"1:1: a key that is not a string; write 'key: value'"}},
        {"~: b\n", {"1:1: a key that is not a string; write 'key: value'"}},
        {deep, {"1:25: nested too deeply; at most 16 levels"}},
        {"<<: {level: info}\n",
         {"1:1: unknown key '<<'; known here: instance, data, signing, defaults, routes, "
          "mailboxes, "
          "probes, include, log, http, alerts, login, reaper, topics, kafka"}},
    });
    sandbox const box;
    EXPECT_EQ(lines(box, box.load_text(with_base(nested(15)))).size(), 1U)
        << "15 and the top: allowed";
}

TEST(YamlProblems, ControlCharactersAnywhere) {
    std::string const raw =
        "1:17: control character or invalid UTF-8; "
        "the file must be UTF-8 text without control characters";
    std::string const escaped =
        "1:15: control character in a string; "
        "line breaks, tabs, escapes and text direction marks are not allowed";
    expect_problems({
        {"topics: {prefix: \x1b[0m}\n", {"1:18: " + raw.substr(6)}},
        {"topics: {prefix:\x04 a}\n", {raw}},
        {"topics: {prefix:\xff a}\n", {raw}},
        {"topics: {prefix:\xe2\x80\xae a}\n", {raw}},
        {"# a comment \x01\ntopics: {prefix:\x7f a}\n",
         {"1:13: " + raw.substr(6), "2" + raw.substr(1)}},
        {"data: \"/x\\ny\"\n", {"1:7" + escaped.substr(4)}},
        {"data: \"/x\\u202ey\"\n", {"1:7" + escaped.substr(4)}},
        {"data: \"/x\\0y\"\n", {"1:7" + escaped.substr(4)}},
        {"data: \"/x\ty\"\n", {"1:7" + escaped.substr(4)}},
        {"data: |\n  /x\n", {"1:7" + escaped.substr(4)}},
        {"\"da\\tta\": /x\n",
         {"1:1" + escaped.substr(4), "1:1: unknown key 'da?ta'; did you mean 'data'?"}},
    });
}

TEST(YamlProblems, AQuoteThatIsNotClosed) {
    sandbox const box;
    auto const problem_with_last = [&](std::string const& last) {
        auto const found = lines(box, box.load_text(with_base("") + "data2: " + last));
        return found.size() == 1 ? found.front() : "(" + std::to_string(found.size()) + ")";
    };
    for (auto const* const last : {"'x", "\"x\n", "'x''", "\"x\\\"", "'", "\"x'\n# end\n"}) {
        EXPECT_EQ(
            problem_with_last(last),
            "7:8: a quote is not closed; end the string with the quote it begins with"
        ) << last;
    }
    for (auto const* const last : {"'x'", "\"x\"\n", "'x'''", "\"x\\\"\"", "x'", "x\n# it's\n"}) {
        EXPECT_EQ(problem_with_last(last), "7:1: unknown key 'data2'; did you mean 'data'?")
            << last;
    }
}

TEST(YamlProblems, FilesThatHoldNoMapping) {
    sandbox const box;
    std::vector<std::pair<std::string, std::string>> const table{
        {"", "1:1: expected a mapping, found nothing; write 'key: value' lines or {key: value}"},
        {"# nothing\n",
         "1:1: expected a mapping, found nothing; write 'key: value' lines or {key: value}"},
        {"- a\n", "1:1: expected a mapping, found a list; write 'key: value' lines or {key: value}"
        },
        {"\n text\n",
         "2:2: expected a mapping, found a string; write 'key: value' lines or {key: value}"},
    };
    for (auto const& [yaml, expected] : table) {
        EXPECT_EQ(lines(box, box.load_text(yaml)), std::vector{expected}) << yaml;
    }
}

TEST(YamlProblems, LineEndsAndByteOrderMarkAreNoProblem) {
    sandbox const box;
    std::string windows = "\xEF\xBB\xBF";
    for (auto const c : with_base("# caf\xC3\xA9\tand tab")) {
        windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    }
    auto const loaded = box.load_text(windows);
    EXPECT_EQ(lines(box, loaded), std::vector<std::string>{});
}

}  // namespace
}  // namespace mailsonde::config
