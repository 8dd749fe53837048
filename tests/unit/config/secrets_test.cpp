#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <string>

namespace mailsonde::config {
namespace {

/// A mailbox with `auth`, whose value starts in column 69 of line 1.
std::string mailbox_with(std::string const& auth) {
    return "mailboxes: {anna: {address: anna@b, imap: {host: imap.b}, auth: " + auth + "}}\n";
}

std::string const write_reference = "write {file: PATH} or {env: NAME}";
std::string const path_hint = "relative paths start at the folder of the file that names them";

std::string password_of(load_result const& loaded) {
    auto const& auth = loaded->mailboxes.at("anna").auth;
    return auth.password ? std::string(auth.password->reveal()) : "(none)";
}

TEST(Secrets, LiteralsAreRefusedAndNeverRepeated) {
    std::vector<bad_input> const table{
        {mailbox_with("{user: a, password: hunter2-secret}"),
         {"1:85: mailboxes.anna.auth.password: a secret must not be in the configuration itself; " +
          write_reference}},
        {mailbox_with("{user: a, password: [hunter2-secret]}"),
         {"1:85: mailboxes.anna.auth.password: a secret must not be in the configuration itself; " +
          write_reference}},
        {mailbox_with("{user: a, password: {hunter2-secret}}"),
         {"1:75: mailboxes.anna.auth.password: needs exactly one of the keys 'file' and 'env'; " +
              write_reference,
          "1:86: mailboxes.anna.auth.password: unknown key; known here: file, env"}},
        {mailbox_with("{user: a, password: {env: hunter2-secret}}"),
         {"1:91: mailboxes.anna.auth.password.env: not the name of an environment variable; "
          "letters, "
          "digits and '_', the first not a digit"}},
        {mailbox_with("{user: a, password:hunter2-secret}"),
         {"1:59: mailboxes.anna.auth: needs exactly one of the keys 'password' and 'access_token'; "
          "password for PLAIN, LOGIN and SCRAM; access_token for XOAUTH2",
          "1:75: mailboxes.anna.auth: unknown key; known here: user, password, access_token"}},
        {mailbox_with("hunter2-secret"),
         {"1:65: mailboxes.anna.auth: expected a mapping, found a string; write 'key: value' lines "
          "or "
          "{key: value}"}},
        {"signing: {keys: [{id: k1, secret: hunter2-secret}]}\n",
         {"1:35: signing.keys[0].secret: a secret must not be in the configuration itself; " +
          write_reference}},
    };
    expect_problems(table);
    for (auto const& row : table) {
        sandbox const box;
        for (auto const& line : lines(box, box.load_text(with_base(row.yaml)))) {
            EXPECT_EQ(line.find("hunter2"), std::string::npos) << line;
        }
    }
}

TEST(Secrets, ExactlyOneReference) {
    std::string const both =
        "needs exactly one of the keys 'password' and 'access_token'; password for "
        "PLAIN, LOGIN and SCRAM; access_token for XOAUTH2";
    expect_problems({
        {mailbox_with("{user: a, password: {env: PASSWORD}, access_token: {env: PASSWORD}}"),
         {"1:59: mailboxes.anna.auth: " + both}},
        {mailbox_with("{user: a}"), {"1:59: mailboxes.anna.auth: " + both}},
        {mailbox_with("{password: {env: PASSWORD}}"),
         {"1:59: mailboxes.anna.auth: key 'user' is missing; it is required here"}},
        {mailbox_with("{user: a, password: {env: PASSWORD, file: x}}"),
         {"1:75: mailboxes.anna.auth.password: needs exactly one of the keys 'file' and 'env'; " +
          write_reference}},
        {mailbox_with("{user: a, password: }"),
         {"1:75: mailboxes.anna.auth.password: nothing given; " + write_reference}},
        {mailbox_with("{user: a, pasword: {env: PASSWORD}}"),
         {"1:59: mailboxes.anna.auth: " + both,
          "1:75: mailboxes.anna.auth: unknown key; did you mean 'password'?"}},
    });
}

TEST(Secrets, EnvironmentProblems) {
    sandbox box;
    box.variables["EMPTY"] = "";
    box.variables["LINES"] = "hunter2\n";
    auto const problems_for = [&](std::string const& name) {
        return lines(
            box, box.load_text(with_base(mailbox_with("{user: a, password: {env: " + name + "}}")))
        );
    };
    using one = std::vector<std::string>;
    EXPECT_EQ(
        problems_for("UNSET"),
        one{"1:91: mailboxes.anna.auth.password.env: environment variable UNSET is not set; set it "
            "where "
            "Mailsonde is started"}
    );
    EXPECT_EQ(
        problems_for("EMPTY"),
        one{"1:91: mailboxes.anna.auth.password.env: environment variable EMPTY is empty; set it "
            "where "
            "Mailsonde is started"}
    );
    EXPECT_EQ(
        problems_for("LINES"),
        one{"1:75: mailboxes.anna.auth.password: the secret holds a control character; one line of "
            "text; "
            "only one newline at the end of a file is ignored"}
    );
}

TEST(Secrets, FilesAreTrimmedOfOneNewline) {
    std::vector<std::pair<std::string, std::string>> const table{
        {"hunter2", "hunter2"},
        {"hunter2\n", "hunter2"},
        {"hunter2\r\n", "hunter2"},
        {" hunter2 ", " hunter2 "},
    };
    for (auto const& [content, expected] : table) {
        sandbox const box;
        auto const path = box.write("secrets/anna", content);
        auto const loaded =
            box.load_text(with_base(mailbox_with("{user: a, password: {file: secrets/anna}}")));
        ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
        EXPECT_EQ(password_of(loaded), expected);
        EXPECT_EQ(
            loaded->files,
            (std::vector<std::filesystem::path>{box.folder() / "mailsonde.yaml", path})
        );
    }
}

TEST(Secrets, FileProblemsAreReportedAtTheReference) {
    struct row {
        std::string name;
        std::string content;
        mode_t mode;
        std::string what;
    };

    std::vector<row> const table{
        {"empty", "", 0600, "is empty; " + path_hint},
        {"newline", "\n", 0600, "is empty; " + path_hint},
        {"large",
         std::string(65537, 'x'),
         0600,
         "is too large (limit 64 KiB); is it the right file?"},
        {"group",
         "x",
         0620,
         "is writable by its group or by everyone; take the right away: chmod go-w"},
        {"all",
         "x",
         0602,
         "is writable by its group or by everyone; take the right away: chmod go-w"},
    };
    for (auto const& [name, content, mode, what] : table) {
        sandbox const box;
        auto const path = box.write(name, content);
        ASSERT_EQ(::chmod(path.c_str(), mode), 0);
        EXPECT_EQ(
            lines(
                box,
                box.load_text(with_base(mailbox_with("{user: a, password: {file: " + name + "}}")))
            ),
            std::vector{"1:92: mailboxes.anna.auth.password.file: DIR/" + name + " " + what}
        );
    }
}

TEST(Secrets, WhatIsNoFileIsReported) {
    sandbox const box;
    ASSERT_EQ(::mkfifo((box.folder() / "fifo").c_str(), 0600), 0);
    auto const at = std::string("1:92: mailboxes.anna.auth.password.file: ");
    EXPECT_EQ(
        lines(box, box.load_text(with_base(mailbox_with("{user: a, password: {file: missing}}")))),
        std::vector{at + "DIR/missing cannot be read (No such file or directory); " + path_hint}
    );
    EXPECT_EQ(
        lines(box, box.load_text(with_base(mailbox_with("{user: a, password: {file: fifo}}")))),
        std::vector{at + "DIR/fifo is not a regular file; " + path_hint}
    );
    EXPECT_EQ(
        lines(box, box.load_text(with_base(mailbox_with("{user: a, password: {file: ../}}"))))
            .size(),
        1U
    );
}

TEST(Secrets, KubernetesLinksAreFollowed) {
    sandbox const box;
    box.write("mount/..2026/anna", "hunter2");
    std::filesystem::create_directory_symlink("..2026", box.folder() / "mount/..data");
    std::filesystem::create_symlink("..data/anna", box.folder() / "mount/anna");
    auto const loaded =
        box.load_text(with_base(mailbox_with("{user: a, access_token: {file: mount/anna}}")));
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    EXPECT_EQ(loaded->mailboxes.at("anna").auth.access_token->reveal(), "hunter2");
    EXPECT_EQ(password_of(loaded), "(none)");
}

TEST(Secrets, KeysMayBeAnyOctets) {
    sandbox const box;
    std::string const octets("\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7\n", 17);
    box.write("k", octets);
    auto const loaded = box.load_text(with_base("signing: {keys: [{id: k, secret: {file: k}}]}"));
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    EXPECT_EQ(loaded->signing.front().key.reveal(), octets.substr(0, 16));
}

TEST(Secrets, AuthoritiesMustBePem) {
    sandbox const box;
    box.write("ca.pem", "no certificate");
    auto const yaml = with_base(
        "routes: {relay: {smtp: {host: a.b, ca_file: ca.pem}, from: a@b}, "
        "two: {smtp: {host: a.b, ca_file: none.pem}, from: a@b}}"
    );
    EXPECT_EQ(
        lines(box, box.load_text(yaml)),
        (std::vector<std::string>{
            "1:45: routes.relay.smtp.ca_file: DIR/ca.pem holds no certificate; a PEM file is "
            "needed",
            "1:99: routes.two.smtp.ca_file: DIR/none.pem cannot be read (No such file or "
            "directory); " +
                path_hint,
        })
    );
}

}  // namespace
}  // namespace mailsonde::config
