#include "shared/wire/imap/folders_dialog.hpp"

#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/junk_folder.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/imap/owned_dialog.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mailsonde::wire::imap {
namespace {

using test::dialog_script;
using owned = test::owned_imap<folders_dialog>;

std::unique_ptr<owned> made(std::string_view capabilities, folders_options options = {}) {
    return std::make_unique<owned>(test::logged_in(capabilities), std::move(options));
}

std::string_view const dovecot = "SPECIAL-USE LIST-EXTENDED LIST-STATUS UIDPLUS";

dialog_script one_list() {
    return dialog_script()
        .sends("a1 LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (UIDNEXT UIDVALIDITY))\r\n")
        .receives(
            "* LIST (\\HasNoChildren \\Junk) \".\" Werbung\r\n"
            "* STATUS Werbung (UIDNEXT 3 UIDVALIDITY 8)\r\n"
            "* LIST (\\Noselect) \".\" Shared\r\n"
            "* STATUS inbox (UIDNEXT 44 UIDVALIDITY 7)\r\n"
            "* LIST (\\HasNoChildren) \".\" INBOX\r\n"
            "a1 OK List completed.\r\n"
        )
        .finishes();
}

TEST(ImapFoldersDialog, NeedsOneListWhereTheServerKnowsHow) {
    auto const dialog = made(dovecot);
    one_list().run(*dialog);
    auto const& found = dialog->inner.found();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].uid_next, 3U);
    EXPECT_EQ(found[0].uid_validity, 8U);
    EXPECT_EQ(found[2].uid_next, 44U) << "STATUS came before its LIST";
    EXPECT_FALSE(found[1].selectable);
    EXPECT_EQ(find_junk(found, std::nullopt), &found[0]);
    EXPECT_EQ(dialog->session.delimiter, '.');
}

TEST(ImapFoldersDialog, ReadsInAnySplitAndFailsAtEveryStep) {
    one_list().run_split_at_every_byte([] { return made(dovecot); });
    for (std::string const bad :
         {"garbage\r\n", "* BYE x\r\n", "zz OK\r\n", "a1 NO [UNAVAILABLE] x\r\n"}) {
        one_list().fails_at_every_step([] { return made(dovecot); }, bad);
    }
}

TEST(ImapFoldersDialog, PipelinesStatusElsewhere) {
    // Courier: no SPECIAL-USE, no LIST-STATUS.
    auto const dialog = made("UIDPLUS CHILDREN", {{"INBOX", "INBOX.Spam", "INBOX.gone"}, false});
    dialog->session.selected.emplace().raw_name = "INBOX.Open";
    dialog_script()
        .sends("a1 LIST \"\" \"*\"\r\n")
        .receives(
            "* LIST (\\Marked) \".\" \"INBOX.Spam\"\r\n* LIST () \".\" \"INBOX.Open\"\r\n"
            "* LIST () \".\" \"INBOX.Other\"\r\n* LIST () \".\" \"INBOX\"\r\na1 OK LIST "
            "completed\r\n"
        )
        .sends(
            "a2 STATUS \"INBOX.Spam\" (UIDNEXT UIDVALIDITY)\r\n"
            "a3 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)\r\n"
        )
        .receives("* STATUS \"INBOX\" (UIDNEXT 5 UIDVALIDITY 9)\r\na3 OK\r\na2 NO denied\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(dialog->inner.found()[3].uid_next, 5U);
    EXPECT_EQ(dialog->inner.found()[0].uid_next, std::nullopt);
}

TEST(ImapFoldersDialog, SweepsWithinItsLimitAndNeverTheOpenFolder) {
    auto const dialog = made("", {{}, true});
    dialog->session.selected.emplace().raw_name = "INBOX";
    std::string list =
        "* LIST () \"/\" INBOX\r\n* LIST (\\All) \"/\" All\r\n* LIST () \"/\" Notes\r\n";
    std::string status;
    for (auto i = 0; i < 60; ++i) {
        list += "* LIST () \"/\" f" + std::to_string(i) + "\r\n";
        status += i < 50 ? "a" + std::to_string(i + 2) + " STATUS \"f" + std::to_string(i) +
                               "\" (UIDNEXT UIDVALIDITY)\r\n"
                         : "";
    }
    dialog_script()
        .sends("a1 LIST \"\" \"*\"\r\n")
        .receives(list + "a1 OK\r\n")
        .sends(status)
        .run(*dialog);
}

TEST(ImapFoldersDialog, AsksForWhatIsAdvertised) {
    struct {
        std::string_view capabilities;
        std::string command;
    } const cases[] = {
        {"LIST-STATUS", "a1 LIST \"\" \"*\" RETURN (STATUS (UIDNEXT UIDVALIDITY))\r\n"},
        {"LIST-EXTENDED SPECIAL-USE", "a1 LIST \"\" \"*\" RETURN (SPECIAL-USE)\r\n"},
        {"SPECIAL-USE", "a1 LIST \"\" \"*\"\r\n"},
    };

    for (auto const& one : cases) {
        dialog_script().sends(one.command).run(*made(one.capabilities));
    }
}

TEST(ImapFoldersDialog, FallsBackToThePlainForm) {
    auto const dialog = made(dovecot, {{"INBOX"}, false});
    dialog_script()
        .sends("a1 LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (UIDNEXT UIDVALIDITY))\r\n")
        .receives("a1 BAD proxies know nothing\r\n")
        .sends("a2 LIST \"\" \"*\"\r\n")
        .receives("* LIST () \"/\" INBOX\r\na2 OK\r\n")
        .sends("a3 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)\r\n")
        .receives("* STATUS INBOX (UIDNEXT 2 UIDVALIDITY 1)\r\na3 OK\r\n")
        .finishes()
        .run(*dialog);
}

TEST(ImapFoldersDialog, SaysWhyThereAreNoFolders) {
    dialog_script()
        .sends("a1 LIST \"\" \"*\"\r\n")
        .receives("a1 BAD User is authenticated but not connected.\r\n")
        .fails_with(imap_errc::limited)
        .run(*made(""));
}

TEST(ImapFoldersDialog, LeavesOutOverlongNames) {
    auto const dialog = made("");
    dialog_script()
        .sends("a1 LIST \"\" \"*\"\r\n")
        .receives(
            "* LIST () \"/\" \"" + std::string(1025, 'x') +
            "\"\r\n* LIST () \"/\" \"\"\r\na1 OK\r\n"
        )
        .finishes()
        .run(*dialog);
    EXPECT_TRUE(dialog->inner.found().empty());
}

}  // namespace
}  // namespace mailsonde::wire::imap
