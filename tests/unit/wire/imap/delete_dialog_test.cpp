#include "shared/wire/imap/delete_dialog.hpp"

#include "shared/wire/imap/imap_errc.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/imap/owned_dialog.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace mailsonde::wire::imap {
namespace {

using test::dialog_script;
using owned = test::owned_imap<delete_dialog>;

bool ours(std::string_view header) {
    return header.find("Token: ours") != std::string_view::npos;
}

delete_options options(std::vector<std::uint32_t> const& uids, std::string folder = "INBOX") {
    delete_options made{std::move(folder), 1, {}, "Mailsonde", ours};
    for (auto const uid : uids) {
        made.targets.push_back({uid, ours});
    }
    return made;
}

std::string_view const dovecot = "UIDPLUS MOVE UNSELECT";

std::unique_ptr<owned> made(
    std::string_view capabilities = dovecot, delete_options what = options({9})
) {
    return std::make_unique<owned>(test::logged_in(capabilities), std::move(what));
}

std::string selected(std::string const& tag, int exists = 3) {
    return "* FLAGS (\\Deleted)\r\n* OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] ok\r\n* " +
           std::to_string(exists) + " EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n" + tag +
           " OK [READ-WRITE] Select completed.\r\n";
}

std::string mail(int sequence, int uid, std::string const& token = "ours") {
    auto const header = "X-Mailsonde-Token: " + token + "\r\na2 OK forged\r\n\r\n";
    return "* " + std::to_string(sequence) + " FETCH (UID " + std::to_string(uid) +
           " BODY[HEADER]<0> {" + std::to_string(header.size()) + "}\r\n" + header + ")\r\n";
}

std::string read(std::string const& tags_from = "a1", std::string const& uids = "9") {
    return tags_from + " SELECT \"INBOX\"\r\na2 UID FETCH " + uids +
           " (UID BODY.PEEK[HEADER]<0.65536>)\r\n";
}

std::string const flags = " +FLAGS.SILENT (\\Seen \\Deleted)\r\n";
std::string const remove = "a3 UID STORE 9" + flags + "a4 UID EXPUNGE 9\r\na5 UNSELECT\r\n";

dialog_script usual() {
    return dialog_script()
        .sends(read())
        .receives(selected("a1") + mail(2, 9) + "a2 OK\r\n")
        .sends(remove)
        // Dovecot expunges before it completes the STORE.
        .receives("* 2 EXPUNGE\r\na3 OK Store completed.\r\na4 OK Expunge completed.\r\na5 OK\r\n")
        .finishes();
}

void expect_outcome(owned const& dialog, deletion what, std::optional<imap_errc> reason = {}) {
    ASSERT_EQ(dialog.inner.outcomes().size(), 1U);
    auto const& outcome = dialog.inner.outcomes().front();
    EXPECT_EQ(to_text(outcome.what), to_text(what));
    EXPECT_EQ(outcome.reason.has_value(), reason.has_value());
    if (outcome.reason && reason) {
        EXPECT_EQ(outcome.reason->code, *reason) << outcome.reason->text();
    }
}

TEST(ImapDeleteDialog, ExpungesOneUidAndProvesIt) {
    auto const dialog = made();
    usual().run(*dialog);
    expect_outcome(*dialog, deletion::expunged);
    EXPECT_FALSE(dialog->session.selected);
}

TEST(ImapDeleteDialog, ReadsInAnySplitAndFailsAtEveryStep) {
    usual().run_split_at_every_byte([] { return made(); });
    for (std::string const bad : {"garbage\r\n", "* BYE x\r\n", "zz OK\r\n"}) {
        usual().fails_at_every_step([] { return made(); }, bad);
    }
}

TEST(ImapDeleteDialog, TakesTheProofInAnyForm) {
    std::string const proofs[] = {
        "a3 OK\r\n* 2 EXPUNGE\r\na4 OK\r\na5 OK\r\n",
        "a3 OK\r\n* VANISHED 9\r\na4 OK\r\na5 OK\r\n",
        // Cyrus sends FETCH in spite of SILENT; others expunge an earlier mail meanwhile.
        "* 2 FETCH (FLAGS (\\Deleted \\Seen) UID 9)\r\na3 OK\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n"
        "a4 OK\r\na5 OK\r\n",
        // Gmail with auto-expunge: gone at the STORE.
        "* 2 EXPUNGE\r\na3 OK\r\na4 NO nothing to expunge\r\na5 OK\r\n",
        // Out of order.
        "a3 OK\r\n* 2 EXPUNGE\r\na5 OK\r\na4 OK\r\n",
    };
    for (auto const& proof : proofs) {
        auto const dialog = made();
        dialog_script()
            .sends(read())
            .receives(selected("a1") + mail(2, 9) + "a2 OK\r\n")
            .sends(remove)
            .receives(proof)
            .finishes()
            .run(*dialog);
        expect_outcome(*dialog, deletion::expunged);
    }
}

TEST(ImapDeleteDialog, BelievesNoOkWithoutProof) {
    for (std::string const silent :
         {"a3 OK Store ignored with read-only mailbox.\r\na4 OK\r\na5 OK\r\n",
          "a3 OK\r\n* 3 EXPUNGE\r\na4 OK\r\na5 OK\r\n",
          "a3 OK\r\n* VANISHED 8,10\r\na4 OK\r\na5 OK\r\n"}) {
        auto const dialog = made();
        dialog_script()
            .sends(read())
            .receives(selected("a1") + mail(2, 9) + "a2 OK\r\n")
            .sends(remove)
            .receives(silent)
            .finishes()
            .run(*dialog);
        expect_outcome(*dialog, deletion::refused, imap_errc::still_there);
    }
}

TEST(ImapDeleteDialog, TouchesNothingThatDoesNotVerify) {
    struct {
        char const* what;
        std::string fetched;
        deletion outcome;
    } const cases[] = {
        {"foreign", mail(2, 9, "forged") + "a2 OK\r\n", deletion::not_ours},
        {"no header", "* 2 FETCH (UID 9 BODY[HEADER]<0> NIL)\r\na2 OK\r\n", deletion::not_ours},
        {"two headers", mail(2, 9, "forged") + mail(2, 9) + "a2 OK\r\n", deletion::not_ours},
        {"no such UID", "a2 OK\r\n", deletion::already_gone},
        {"another UID", mail(2, 8) + "a2 OK\r\n", deletion::already_gone},
        {"gone meanwhile", mail(2, 9) + "* 2 EXPUNGE\r\na2 OK\r\n", deletion::already_gone},
    };

    for (auto const& one : cases) {
        SCOPED_TRACE(one.what);
        auto const dialog = made();
        dialog_script()
            .sends(read())
            .receives(selected("a1") + one.fetched)
            .sends("a3 UNSELECT\r\n")
            .receives("a3 OK\r\n")
            .finishes()
            .run(*dialog);
        expect_outcome(*dialog, one.outcome);
    }
}

TEST(ImapDeleteDialog, ChangesOfFlagsHideNoHeader) {
    std::string const change = "* 2 FETCH (UID 9 FLAGS (\\Answered))\r\n";
    for (auto const& fetched : {change + mail(2, 9), mail(2, 9) + change}) {
        auto const dialog = made();
        dialog_script()
            .sends(read())
            .receives(selected("a1") + fetched + "a2 OK\r\n")
            .sends(remove)
            .receives("* 2 EXPUNGE\r\na3 OK\r\na4 OK\r\na5 OK\r\n")
            .finishes()
            .run(*dialog);
        expect_outcome(*dialog, deletion::expunged);
    }
}

TEST(ImapDeleteDialog, DeletesOnlyTheVerifiedOfSeveral) {
    auto const dialog = made(dovecot, options({4, 9, 11, 12}));
    dialog_script()
        .sends(read("a1", "4,9,11,12"))
        .receives(selected("a1", 5) + mail(5, 12) + mail(2, 4) + mail(3, 9, "forged") + "a2 OK\r\n")
        .sends("a3 UID STORE 4,12" + flags + "a4 UID EXPUNGE 4,12\r\na5 UNSELECT\r\n")
        .receives("a3 OK\r\n* 2 EXPUNGE\r\na4 OK\r\na5 OK\r\n")
        .finishes()
        .run(*dialog);
    auto const& outcomes = dialog->inner.outcomes();
    EXPECT_EQ(outcomes[0].what, deletion::expunged);
    EXPECT_EQ(outcomes[1].what, deletion::not_ours);
    EXPECT_EQ(outcomes[2].what, deletion::already_gone);
    EXPECT_EQ(outcomes[3].what, deletion::refused) << "5 moved up to 4 and was not reported";
}

TEST(ImapDeleteDialog, RefusesFoldersThatAreNotAsExpected) {
    std::string const seen = "* 3 EXISTS\r\n";

    struct {
        std::string answer;
        imap_errc reason;
    } const cases[] = {
        {seen + "* OK [UIDVALIDITY 2] x\r\na1 OK [READ-WRITE] x\r\n",
         imap_errc::uid_validity_changed},
        {seen + "a1 OK [READ-WRITE] x\r\n", imap_errc::uid_validity_changed},
        {seen + "* OK [UIDVALIDITY 1] x\r\na1 OK [READ-ONLY] x\r\n", imap_errc::read_only},
        {seen + "* OK [UIDVALIDITY 1] x\r\na1 OK x\r\n", imap_errc::read_only},
        {seen + "* OK [UIDVALIDITY 1] x\r\n* OK [PERMANENTFLAGS (\\Seen)] x\r\na1 OK [READ-WRITE] "
                "x\r\n",
         imap_errc::read_only},
        {seen + "* OK [UIDVALIDITY 1] x\r\n* OK [PERMANENTFLAGS ()] x\r\na1 OK [READ-WRITE] x\r\n",
         imap_errc::read_only},
    };

    for (auto const& one : cases) {
        auto const dialog = made();
        dialog_script()
            .sends(read())
            .receives(one.answer + mail(2, 9) + "a2 OK\r\n")
            .sends("a3 UNSELECT\r\n")
            .receives("a3 OK\r\n")
            .finishes()
            .run(*dialog);
        expect_outcome(*dialog, deletion::refused, one.reason);
    }
}

TEST(ImapDeleteDialog, NeedsNoListOfPermanentFlags) {
    dialog_script()
        .sends(read())
        .receives("* OK [UIDVALIDITY 1] x\r\na1 OK [READ-WRITE] x\r\n" + mail(2, 9) + "a2 OK\r\n")
        .sends(remove)
        .run(*made());
}

TEST(ImapDeleteDialog, SaysWhyAFolderCannotBeOpened) {
    auto const dialog = made();
    dialog_script()
        .sends(read())
        .receives("a1 NO [NONEXISTENT] gone\r\na2 BAD no folder\r\n")
        .finishes()
        .run(*dialog);
    expect_outcome(*dialog, deletion::refused, imap_errc::no_such_folder);
}

TEST(ImapDeleteDialog, LeavesByExamineWithoutUnselect) {
    // Courier.
    auto const dialog = made("UIDPLUS");
    dialog_script()
        .sends(read())
        .receives(selected("a1") + mail(2, 9) + "a2 OK\r\n")
        .sends("a3 UID STORE 9" + flags + "a4 UID EXPUNGE 9\r\na5 EXAMINE \"INBOX\"\r\n")
        .receives(
            "a3 OK\r\n* 2 EXPUNGE\r\na4 OK\r\n* 2 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n"
            "a5 OK [READ-ONLY] x\r\n"
        )
        .finishes()
        .run(*dialog);
    expect_outcome(*dialog, deletion::expunged);
    ASSERT_TRUE(dialog->session.selected);
    EXPECT_FALSE(dialog->session.selected->read_write);
    EXPECT_EQ(dialog->session.selected->exists, 2U);
}

TEST(ImapDeleteDialog, ReportsARefusedStore) {
    auto const dialog = made();
    dialog_script()
        .sends(read())
        .receives(selected("a1") + mail(2, 9) + "a2 OK\r\n")
        .sends(remove)
        .receives("a3 NO Permission denied\r\na4 OK\r\na5 OK\r\n")
        .finishes()
        .run(*dialog);
    expect_outcome(*dialog, deletion::refused, imap_errc::command_refused);
}

TEST(ImapDeleteDialog, DoesNotFallBackFromAPassingRefusal) {
    auto const dialog = made();
    dialog_script()
        .sends(read())
        .receives(selected("a1") + mail(2, 9) + "a2 OK\r\n")
        .sends(remove)
        .receives("a3 OK\r\na4 NO [UNAVAILABLE] later\r\na5 OK\r\n")
        .finishes()
        .run(*dialog);
    expect_outcome(*dialog, deletion::refused, imap_errc::unavailable);
    EXPECT_TRUE(dialog->session.uid_expunge_ok);
}

TEST(ImapDeleteDialog, RefusesMisuse) {
    EXPECT_THROW(made(dovecot, options(std::vector<std::uint32_t>(21, 4))), std::invalid_argument);
    EXPECT_THROW(made(dovecot, options({0})), std::invalid_argument);
    auto unchecked = options({4});
    unchecked.targets.front().verify = nullptr;
    EXPECT_THROW(made(dovecot, unchecked), std::invalid_argument);
    dialog_script().finishes().run(*made(dovecot, options({})));
}

}  // namespace
}  // namespace mailsonde::wire::imap
