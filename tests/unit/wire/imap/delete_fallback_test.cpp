#include "shared/wire/imap/delete_dialog.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/imap/owned_dialog.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mailsonde::wire::imap {
namespace {

using test::dialog_script;
using owned = test::owned_imap<delete_dialog>;

bool ours(std::string_view header) {
    return header.find("ours") != std::string_view::npos;
}

std::unique_ptr<owned> made(std::string_view capabilities, std::string folder = "INBOX") {
    return std::make_unique<owned>(
        test::logged_in(capabilities),
        delete_options{std::move(folder), 1, {{9, ours}}, "Mailsonde", ours}
    );
}

std::string selected(std::string const& tag, int exists = 3) {
    return "* " + std::to_string(exists) + " EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n" + tag +
           " OK [READ-WRITE] x\r\n";
}

std::string mail(int sequence, int uid, std::string const& token = "ours") {
    return "* " + std::to_string(sequence) + " FETCH (UID " + std::to_string(uid) +
           " BODY[HEADER]<0> \"" + token + "\")\r\n";
}

std::string const flags = " +FLAGS.SILENT (\\Seen \\Deleted)\r\n";
std::string const read_own = " UID FETCH 1:* (UID BODY.PEEK[HEADER]<0.16384>)\r\n";

dialog_script begun(std::string const& folder = "INBOX") {
    return dialog_script()
        .sends(
            "a1 SELECT \"" + folder + "\"\r\na2 UID FETCH 9 (UID BODY.PEEK[HEADER]<0.65536>)\r\n"
        )
        .receives(selected("a1") + mail(2, 9) + "a2 OK\r\n");
}

dialog_script by_move() {
    return begun()
        .sends("a3 UID MOVE 9 \"Mailsonde\"\r\n")
        .receives("* OK [COPYUID 5 9 1] x\r\n* 2 EXPUNGE\r\na3 OK\r\n")
        .sends("a4 SELECT \"Mailsonde\"\r\n")
        .receives(selected("a4", 2))
        .sends("a5" + read_own)
        .receives(mail(1, 1) + mail(2, 3) + "a5 OK\r\n")
        .sends("a6 UID STORE 1,3" + flags + "a7 EXPUNGE\r\n")
        .receives("a6 OK\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\na7 OK\r\n")
        .sends("a8 UNSELECT\r\n")
        .receives("a8 OK\r\n")
        .finishes();
}

deletion_outcome const& outcome(owned const& dialog) {
    return dialog.inner.outcomes().front();
}

TEST(ImapDeleteFallback, PurgesOurOwnFolderWithoutUidplus) {
    auto const dialog = made("MOVE UNSELECT");
    by_move().run(*dialog);
    EXPECT_EQ(outcome(*dialog).what, deletion::expunged);
}

TEST(ImapDeleteFallback, ReadsInAnySplitAndFailsAtEveryStep) {
    auto const make = [] { return made("MOVE UNSELECT"); };
    by_move().run_split_at_every_byte(make);
    for (std::string const bad : {"garbage\r\n", "* BYE x\r\n", "zz OK\r\n"}) {
        by_move().fails_at_every_step(make, bad);
    }
}

TEST(ImapDeleteFallback, ExpungesNothingNextToAForeignMail) {
    struct {
        char const* what;
        int exists;
        std::string mails;
        std::string ours = "1";
    } const cases[] = {
        {"it doesn't verify", 2, mail(1, 1) + mail(2, 3, "the boss")},
        {"it isn't shown", 3, mail(1, 1)},
        {"it isn't shown, another one is twice", 2, mail(1, 1) + mail(1, 1)},
        {"it isn't shown, one that was has gone",
         2,
         mail(1, 1) + mail(2, 3) + "* 2 EXPUNGE\r\n* 2 EXISTS\r\n",
         "1,3"},
        {"it is shown first as ours", 1, mail(1, 1) + mail(1, 1, "the boss")},
    };

    for (auto const& one : cases) {
        SCOPED_TRACE(one.what);
        auto const dialog = made("MOVE UNSELECT");
        begun()
            .sends("a3 UID MOVE 9 \"Mailsonde\"\r\n")
            .receives("a3 OK\r\n")
            .sends("a4 SELECT \"Mailsonde\"\r\n")
            .receives(selected("a4", one.exists))
            .sends("a5" + read_own)
            .receives(one.mails + "a5 OK\r\n")
            .sends("a6 UID STORE " + one.ours + flags)
            .receives("a6 OK\r\n")
            .sends("a7 UNSELECT\r\n")
            .receives("a7 OK\r\n")
            .finishes()
            .run(*dialog);
        EXPECT_EQ(outcome(*dialog).what, deletion::flagged_only);
    }
}

TEST(ImapDeleteFallback, CreatesTheFolderOnce) {
    auto const dialog = made("MOVE UNSELECT");
    begun()
        .sends("a3 UID MOVE 9 \"Mailsonde\"\r\n")
        .receives("a3 NO [TRYCREATE] no such folder\r\n")
        .sends("a4 CREATE \"Mailsonde\"\r\n")
        .receives("a4 NO not here\r\n")
        .sends("a5 UID MOVE 9 \"Mailsonde\"\r\n")
        .receives("a5 NO [TRYCREATE] no such folder\r\n")
        .sends("a6 UID STORE 9" + flags + "a7 UNSELECT\r\n")
        .receives("a6 OK\r\na7 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(outcome(*dialog).what, deletion::flagged_only);
}

TEST(ImapDeleteFallback, PurgesInPlaceIfTheMailIsThereAlready) {
    auto const dialog = made("UNSELECT", "Mailsonde");
    begun("Mailsonde")
        .sends("a3" + read_own)
        .receives(mail(1, 8) + mail(2, 9) + mail(3, 10) + "a3 OK\r\n")
        .sends("a4 UID STORE 8,9,10" + flags + "a5 EXPUNGE\r\n")
        .receives("a4 OK\r\n* 3 EXPUNGE\r\n* 2 EXPUNGE\r\n* 1 EXPUNGE\r\na5 OK\r\n")
        .sends("a6 UNSELECT\r\n")
        .receives("a6 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(outcome(*dialog).what, deletion::expunged);
}

TEST(ImapDeleteFallback, OnlyFlagsWithoutUidplusAndMove) {
    auto const dialog = made("UNSELECT");
    begun()
        .sends("a3 UID STORE 9" + flags + "a4 UNSELECT\r\n")
        .receives("a3 OK\r\na4 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(outcome(*dialog).what, deletion::flagged_only);
}

TEST(ImapDeleteFallback, NeverTakesTheInboxForOurFolder) {
    owned dialog(
        test::logged_in("MOVE UNSELECT"), delete_options{"INBOX", 1, {{9, ours}}, "inbox", ours}
    );
    begun().sends("a3 UID STORE 9" + flags + "a4 UNSELECT\r\n").run(dialog);
}

TEST(ImapDeleteFallback, TakesTheMoveWhenUidExpungeIsOnlyPretended) {
    // Proton Bridge has advertised UIDPLUS and refused UID EXPUNGE.
    auto const dialog = made("UIDPLUS MOVE UNSELECT");
    begun()
        .sends("a3 UID STORE 9" + flags + "a4 UID EXPUNGE 9\r\na5 UNSELECT\r\n")
        .receives("a3 OK\r\na4 NO not implemented\r\na5 OK\r\n")
        .sends("a6 SELECT \"INBOX\"\r\n")
        .receives(selected("a6"))
        .sends("a7 UID MOVE 9 \"Mailsonde\"\r\n")
        .receives("* 2 EXPUNGE\r\na7 OK\r\n")
        .sends("a8 SELECT \"Mailsonde\"\r\n")
        .receives(selected("a8", 1))
        .sends("a9" + read_own)
        .receives(mail(1, 1) + "a9 OK\r\n")
        .sends("a10 UID STORE 1" + flags + "a11 EXPUNGE\r\n")
        .receives("a10 OK\r\n* 1 EXPUNGE\r\na11 OK\r\n")
        .sends("a12 UNSELECT\r\n")
        .receives("a12 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(outcome(*dialog).what, deletion::expunged);
    EXPECT_FALSE(dialog->session.uid_expunge_ok);
}

TEST(ImapDeleteFallback, ChecksTheFolderAgainBeforeTheMove) {
    auto const dialog = made("UIDPLUS MOVE UNSELECT");
    begun()
        .sends("a3 UID STORE 9" + flags + "a4 UID EXPUNGE 9\r\na5 UNSELECT\r\n")
        .receives("a3 OK\r\na4 BAD not implemented\r\na5 OK\r\n")
        .sends("a6 SELECT \"INBOX\"\r\n")
        .receives("* OK [UIDVALIDITY 2] x\r\na6 OK [READ-WRITE] x\r\n")
        .sends("a7 UNSELECT\r\n")
        .receives("a7 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(outcome(*dialog).what, deletion::refused);
    EXPECT_EQ(outcome(*dialog).reason->code, imap_errc::uid_validity_changed);
}

TEST(ImapDeleteFallback, HasOnlyFlaggedIfNoOtherWayIsLeft) {
    auto const dialog = made("UIDPLUS UNSELECT");
    begun()
        .sends("a3 UID STORE 9" + flags + "a4 UID EXPUNGE 9\r\na5 UNSELECT\r\n")
        .receives("a3 OK\r\na4 NO not implemented\r\na5 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(outcome(*dialog).what, deletion::flagged_only);
}

TEST(ImapDeleteFallback, TouchesNoFolderWithTooManyMails) {
    auto const dialog = made("MOVE UNSELECT");
    begun()
        .sends("a3 UID MOVE 9 \"Mailsonde\"\r\n")
        .receives("a3 OK\r\n")
        .sends("a4 SELECT \"Mailsonde\"\r\n")
        .receives(selected("a4", 201))
        .sends("a5 UNSELECT\r\n")
        .receives("a5 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(outcome(*dialog).what, deletion::refused);
    EXPECT_EQ(outcome(*dialog).reason->code, imap_errc::not_our_mail);
}

}  // namespace
}  // namespace mailsonde::wire::imap
