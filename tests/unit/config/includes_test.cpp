#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace mailsonde::config {
namespace {

std::string mailbox(std::string const& name) {
    return "mailboxes: {" + name +
           ": {address: a@b, imap: {host: a.b}, auth: {user: a, password: {env: PASSWORD}}}}\n";
}

TEST(Includes, AreMergedAndShareTheirNames) {
    sandbox const box;
    box.write("conf.d/b.yaml", "probes: {two: {route: relay, to: [anna, bert]}}\n");
    box.write("conf.d/a.yaml", mailbox("bert") + "routes: {mx: {smtp: {host: mx.b}, from: a@b}}\n");
    box.write("conf.d/.hidden.yaml", "nonsense");
    box.write("conf.d/empty.yaml", "# nobody left\n");
    box.write("conf.d/readme.txt", "nonsense");
    auto const loaded = box.load_text(
        with_base("include: [conf.d/*.yaml, conf.d/a.yaml, none/*.yaml]\ndefaults: {every: 7m}")
    );
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    EXPECT_EQ(loaded->routes.size(), 2U);
    EXPECT_EQ(loaded->mailboxes.size(), 2U);
    EXPECT_EQ(loaded->probes.at("two").every, std::chrono::minutes(7))
        << "defaults of the top file";
    auto const& dir = box.folder();
    EXPECT_EQ(
        loaded->files,
        (std::vector<std::filesystem::path>{
            dir / "mailsonde.yaml",
            dir / "conf.d",
            dir / "none",
            dir / "conf.d/a.yaml",
            dir / "conf.d/b.yaml",
            dir / "conf.d/empty.yaml",
        })
    );
}

TEST(Includes, WildcardsInFolders) {
    sandbox const box;
    box.write("customers/acme/m.yaml", mailbox("acme"));
    box.write("customers/globex/m.yaml", mailbox("globex"));
    box.write("customers/file", "");
    auto const pattern = (box.folder() / "customers/*/[lm].y?ml").string();
    auto const loaded = box.load_text(with_base("include: ['" + pattern + "']"));
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    EXPECT_TRUE(loaded->mailboxes.contains("acme"));
    EXPECT_TRUE(loaded->mailboxes.contains("globex"));
    auto const watched = [&](char const* name) {
        return std::count(loaded.files.begin(), loaded.files.end(), box.folder() / name) == 1;
    };
    EXPECT_TRUE(watched("customers"));
    EXPECT_TRUE(watched("customers/acme"));
}

TEST(Includes, PathsAreRelativeToTheFileThatNamesThem) {
    sandbox const box;
    box.write("conf.d/secrets/p", "hunter2");
    box.write(
        "conf.d/a.yaml",
        "mailboxes: {bert: {address: a@b, imap: {host: a.b}, auth: {user: a, password: {file: "
        "secrets/p}}}}\n"
    );
    auto const loaded = box.load_text(with_base("data: state\ninclude: [conf.d/a.yaml]"));
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    EXPECT_EQ(loaded->data, box.folder() / "state");
    EXPECT_EQ(loaded->mailboxes.at("bert").auth.password->reveal(), "hunter2");
}

TEST(Includes, ProblemsOfAllFilesInOneGo) {
    sandbox const box;
    box.write("conf.d/a.yaml", mailbox("anna") + "instance: other\n");
    box.write(
        "conf.d/b.yaml", "\nprobe: {}\nprobes: {inbound: {route: realy, to: [anna]}, q: {}}\n"
    );
    box.write("conf.d/c.yaml", "include: [d.yaml]\n");
    EXPECT_EQ(
        lines(box, box.load_text(with_base("include: [conf.d/*.yaml]\nlogg: {}"))),
        (std::vector<std::string>{
            "2:1: unknown key 'logg'; did you mean 'log'?",
            "DIR/conf.d/a.yaml:1:13: mailbox 'anna' is defined twice; first defined at "
            "DIR/mailsonde.yaml:7:13",
            "DIR/conf.d/a.yaml:2:1: key 'instance' is not allowed in an included file; move it to "
            "DIR/mailsonde.yaml",
            "DIR/conf.d/b.yaml:2:1: unknown key 'probe'; did you mean 'probes'?",
            "DIR/conf.d/b.yaml:3:10: probe 'inbound' is defined twice; first defined at "
            "DIR/mailsonde.yaml:8:10",
            "DIR/conf.d/b.yaml:3:47: probes.q: key 'route' is missing; it is required here",
            "DIR/conf.d/b.yaml:3:47: probes.q: key 'to' is missing; it is required here",
            "DIR/conf.d/c.yaml:1:1: key 'include' is not allowed in an included file; move it to "
            "DIR/mailsonde.yaml",
        })
    );
}

TEST(Includes, ABrokenFileHidesNoOtherProblemsAndInventsNone) {
    sandbox const box;
    box.write("a.yaml", "mailboxes: {bert: {\n");
    box.write("b.yaml", "probes: {two: {route: relay, to: [bert], every: 1}}\n");
    auto const found = lines(box, box.load_text(with_base("include: [a.yaml, b.yaml]")));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_TRUE(found[0].starts_with("DIR/a.yaml:2:1: not valid YAML: ")) << found[0];
    EXPECT_TRUE(found[1].starts_with("DIR/b.yaml:1:49: probes.two.every: 1 has no unit; "))
        << found[1];
}

TEST(Includes, WhatCannotBeIncluded) {
    sandbox const box;
    std::filesystem::create_directory(box.folder() / "folder.yaml");
    EXPECT_EQ(
        lines(
            box, box.load_text(with_base("include: [none.yaml, 'mailsonde.y*', folder.yaml, 5]"))
        ),
        (std::vector<std::string>{
            "1:11: include: DIR/none.yaml cannot be read (No such file or directory); check its "
            "path and "
            "mode",
            "1:22: include: 'mailsonde.y*' includes the including file itself; put included files "
            "into a "
            "folder of their own, such as conf.d",
            "1:38: include: DIR/folder.yaml is not a regular file; check its path and mode",
            "1:51: include: expected a string, found a number; put it in quotes: \"5\"",
        })
    );
    EXPECT_EQ(
        lines(box, box.load_text(with_base("include: conf.d/*.yaml"))),
        std::vector<std::string>{"1:10: include: expected a list, found a string; write [a, b] or "
                                 "lines that start with '- '"}
    );
}

}  // namespace
}  // namespace mailsonde::config
