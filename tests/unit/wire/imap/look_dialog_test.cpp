#include "shared/wire/imap/look_dialog.hpp"

#include "shared/wire/imap/imap_errc.hpp"
#include "tests/unit/wire/imap/looking.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mailsonde::wire::imap {
namespace {

using namespace looking;
using test::dialog_script;

dialog_script fresh() {
    return dialog_script()
        .sends(
            "a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:*" + items + "a3 EXAMINE \"Junk\"\r\n" +
            "a4 UID FETCH 3:*" + items
        )
        .receives(
            opened("a1", 1, 9) + mail(7, "one") + mail(8, "two") + "a2 OK Fetch completed.\r\n" +
            opened("a3", 1, 3, 2) + mail(2, "old") + "a4 OK Fetch completed.\r\n"
        )
        .finishes();
}

std::unique_ptr<owned> fresh_dialog() {
    return made({watched("INBOX", 7, 9), watched("Junk", 3, 3)});
}

TEST(ImapLookDialog, ReadsAllFoldersInOneRoundTrip) {
    auto const dialog = fresh_dialog();
    fresh().run(*dialog);
    auto const& looks = dialog->inner.folders();
    ASSERT_EQ(looks.size(), 2U);
    EXPECT_TRUE(dialog->inner.complete());
    EXPECT_EQ(uids(looks[0]), (numbers{7, 8}));
    EXPECT_EQ(looks[0].next_uid, 9U);
    EXPECT_EQ(looks[0].uid_validity, 1U);
    EXPECT_EQ(looks[0].messages[0].header, "X-Mailsonde-Token: one\r\n\r\n");
    EXPECT_EQ(looks[0].messages[0].flags, std::vector<std::string>{"\\Recent"});
    EXPECT_EQ(looks[0].messages[0].internal_date, from_rfc3339("2026-11-24T02:09:31Z"));
    EXPECT_TRUE(looks[1].messages.empty()) << "UID below the watermark: the last old message";
    EXPECT_EQ(looks[1].next_uid, 3U);
    EXPECT_EQ(dialog->session.selected->raw_name, "Junk");
}

TEST(ImapLookDialog, ReadsInAnySplitAndFailsAtEveryStep) {
    fresh().run_split_at_every_byte(fresh_dialog);
    for (std::string const bad :
         {"garbage\r\n", "* BYE x\r\n", "zz OK\r\n", "* 1 FETCH (UID\r\n"}) {
        fresh().fails_at_every_step(fresh_dialog, bad);
    }
}

TEST(ImapLookDialog, ReadsOnlyWhatIsNewOnAKeptConnection) {
    auto const dialog = kept({watched("INBOX", 7), watched("Junk", 3)});
    dialog_script()
        .sends("a1 UID FETCH 7:*" + items + "a2 STATUS \"Junk\" (UIDNEXT UIDVALIDITY)\r\n")
        .receives("* STATUS Junk (UIDNEXT 3 UIDVALIDITY 1)\r\na2 OK\r\na1 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_TRUE(dialog->inner.complete());
    EXPECT_EQ(dialog->inner.folders()[0].next_uid, 7U) << "not the stale UIDNEXT 5";
    EXPECT_EQ(dialog->inner.folders()[1].next_uid, 3U);
}

TEST(ImapLookDialog, FetchesOnceMoreIfExistsGrew) {
    auto const dialog = kept({watched("INBOX", 7)});
    dialog_script()
        .sends("a1 UID FETCH 7:*" + items)
        .receives(mail(6, "old") + "* 15 EXISTS\r\n* 1 RECENT\r\na1 OK\r\n")
        .sends("a2 UID FETCH 7:*" + items)
        .receives(mail(7, "new") + "* 16 EXISTS\r\na2 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(uids(dialog->inner.folders()[0]), numbers{7});
    EXPECT_EQ(dialog->inner.folders()[0].next_uid, 8U);
}

TEST(ImapLookDialog, KnowsAnExpungeFromAnArrival) {
    auto const dialog = kept({watched("INBOX", 7)});
    dialog_script()
        .sends("a1 UID FETCH 7:*" + items)
        .receives("* 3 EXPUNGE\r\n* 13 EXISTS\r\na1 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(dialog->inner.seen_expunges(), 1U);
}

TEST(ImapLookDialog, OpensAFolderThatGrew) {
    auto const dialog = kept({watched("INBOX", 7), watched("Junk", 3)});
    dialog_script()
        .sends("a1 UID FETCH 7:*" + items + "a2 STATUS \"Junk\" (UIDNEXT UIDVALIDITY)\r\n")
        .receives("a1 OK\r\n* STATUS Junk (UIDNEXT 4 UIDVALIDITY 1)\r\na2 OK\r\n")
        .sends("a3 EXAMINE \"Junk\"\r\na4 UID FETCH 3:*" + items)
        .receives(opened("a3", 1, 4) + mail(3, "spam") + "a4 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(uids(dialog->inner.folders()[1]), numbers{3});
}

TEST(ImapLookDialog, NeverAsksForTheStatusOfTheOpenFolder) {
    auto const dialog = kept({watched("INBOX", 7), watched("Junk", 3)}, "Junk");
    dialog_script()
        .sends("a1 UID FETCH 3:*" + items + "a2 EXAMINE \"INBOX\"\r\na3 UID FETCH 7:*" + items)
        .receives("a1 OK\r\n" + opened("a2", 1, 7) + "a3 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_TRUE(dialog->inner.complete());
}

TEST(ImapLookDialog, AMissingFolderSpoilsNoOther) {
    auto const dialog =
        made({watched("INBOX", 7, 7), watched("Gone", 3, 3), watched("Junk", 3, 3)});
    dialog_script()
        .sends(
            "a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:*" + items + "a3 EXAMINE \"Gone\"\r\n" +
            "a4 UID FETCH 3:*" + items + "a5 EXAMINE \"Junk\"\r\na6 UID FETCH 3:*" + items
        )
        .receives(
            opened("a1", 1, 8) + mail(7, "x") + "a2 OK\r\n" +
            "a3 NO [NONEXISTENT] Unknown Mailbox: Gone\r\n" +
            // A lax server still has INBOX open.
            mail(7, "x") + "a4 OK\r\n" + opened("a5", 1, 4) + mail(3, "y") + "a6 OK\r\n"
        )
        .finishes()
        .run(*dialog);
    auto const& looks = dialog->inner.folders();
    EXPECT_FALSE(dialog->inner.complete());
    EXPECT_TRUE(looks[0].complete());
    EXPECT_EQ(uids(looks[0]), numbers{7});
    ASSERT_TRUE(looks[1].failure);
    EXPECT_EQ(looks[1].failure->code, imap_errc::no_such_folder);
    EXPECT_EQ(looks[1].next_uid, 3U);
    EXPECT_TRUE(looks[1].messages.empty()) << "INBOX's mail is not in there";
    EXPECT_EQ(uids(looks[2]), numbers{3});
}

TEST(ImapLookDialog, AFailedFetchKeepsTheWatermark) {
    auto const dialog = made({watched("INBOX", 7, 7)});
    dialog_script()
        .sends("a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:*" + items)
        .receives(
            opened("a1", 1, 9) + mail(7, "x") +
            "a2 BAD Request is throttled. Suggested Backoff Time: 1000 milliseconds\r\n"
        )
        .finishes()
        .run(*dialog);
    auto const& look = dialog->inner.folders()[0];
    ASSERT_TRUE(look.failure);
    EXPECT_EQ(look.failure->code, imap_errc::limited);
    EXPECT_EQ(look.next_uid, 7U);
    EXPECT_EQ(uids(look), numbers{7}) << "what was seen was seen";
}

TEST(ImapLookDialog, ReadsABacklogInRanges) {
    auto const dialog = made({watched("INBOX", 1, 1300)});
    dialog_script()
        .sends("a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 1:500" + items)
        .receives(opened("a1", 1, 1300) + mail(1, "x") + "a2 OK\r\n")
        .sends("a3 UID FETCH 501:1000" + items)
        .receives(mail(900, "x") + "a3 OK\r\n")
        .sends("a4 UID FETCH 1001:*" + items)
        .receives(mail(1299, "x") + mail(1299, "x") + "a4 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(uids(dialog->inner.folders()[0]), (numbers{1, 900, 1299}));
    EXPECT_EQ(dialog->inner.folders()[0].next_uid, 1300U);
}

TEST(ImapLookDialog, GoesOnWithABacklogThatIsTooMuchForOneLook) {
    auto const dialog = kept({watched("INBOX", 7)});
    dialog->session.looked = false;
    dialog->session.selected->uid_next = 900;
    dialog_script()
        .sends("a1 UID FETCH 7:506" + items)
        .receives("a1 OK\r\n")
        .sends("a2 UID FETCH 507:*" + items)
        .receives("a2 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(dialog->inner.folders()[0].next_uid, 900U);
    EXPECT_TRUE(dialog->session.looked);
}

TEST(ImapLookDialog, StopsBeforeItHasReadTooMuch) {
    auto const dialog = made({watched("INBOX", 1, 1300)});
    std::string flood;
    while (flood.size() < 6'500'000) {
        flood +=
            "* 1 FETCH (UID 400 BODY[HEADER.FIELDS (X)] \"" + std::string(60'000, 'x') + "\")\r\n";
    }
    dialog_script()
        .sends("a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 1:500" + items)
        .receives(opened("a1", 1, 1300) + flood + "a2 OK\r\n")
        .finishes()
        .run(*dialog);
    auto const& look = dialog->inner.folders()[0];
    EXPECT_TRUE(look.more);
    EXPECT_FALSE(look.complete());
    EXPECT_EQ(look.next_uid, 501U);
    EXPECT_FALSE(dialog->session.looked);
}

TEST(ImapLookDialog, DoesWithoutUidnextOfExamine) {
    // Courier: no UIDNEXT, and "507:*" or "*" beyond the end brings nothing.
    auto const dialog = made({watched("INBOX", 7)}, "UIDPLUS");
    dialog_script()
        .sends("a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:506" + items)
        .receives(
            "* 1 EXISTS\r\n* OK [UIDVALIDITY 1] Ok\r\na1 OK [READ-ONLY] Ok\r\n" + mail(8, "x") +
            "a2 OK FETCH completed.\r\n"
        )
        .sends("a3 UID FETCH * (UID)\r\n")
        .receives("* 1 FETCH (UID 8)\r\na3 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_TRUE(dialog->inner.complete());
    EXPECT_EQ(dialog->inner.folders()[0].next_uid, 9U);
}

TEST(ImapLookDialog, GoesOneByOneOnceTheOrderIsLost) {
    auto const dialog = fresh_dialog();
    dialog_script()
        .sends(
            "a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:*" + items + "a3 EXAMINE \"Junk\"\r\n" +
            "a4 UID FETCH 3:*" + items
        )
        .receives(
            opened("a1", 1, 9) + opened("a3", 1, 3) + mail(7, "whose?") + "a2 OK\r\na4 OK\r\n"
        )
        .sends("a5 EXAMINE \"INBOX\"\r\n")
        .receives(opened("a5", 1, 9))
        .sends("a6 UID FETCH 7:*" + items)
        .receives("a6 OK\r\n")
        .sends("a7 EXAMINE \"Junk\"\r\n")
        .receives(opened("a7", 1, 8))
        .sends("a8 UID FETCH 3:*" + items)
        .receives(mail(7, "whose?") + "a8 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_FALSE(dialog->session.order_ok);
    EXPECT_TRUE(dialog->inner.folders()[0].messages.empty());
    EXPECT_EQ(uids(dialog->inner.folders()[1]), numbers{7});
}

TEST(ImapLookDialog, SeesTheOrderLostByCompletionsAlone) {
    auto const dialog = fresh_dialog();
    dialog_script()
        .sends(
            "a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:*" + items + "a3 EXAMINE \"Junk\"\r\n" +
            "a4 UID FETCH 3:*" + items
        )
        .receives(
            opened("a1", 1, 9) + "a3 OK [READ-ONLY] x\r\n" + mail(7, "x") + "a2 OK\r\na4 OK\r\n"
        )
        .sends("a5 EXAMINE \"INBOX\"\r\n")
        .run(*dialog);
    EXPECT_FALSE(dialog->session.order_ok);
}

TEST(ImapLookDialog, TakesUnaskedFlagsAndUidfetch) {
    auto const dialog = kept({watched("INBOX", 7)});
    dialog_script()
        .sends("a1 UID FETCH 7:*" + items)
        .receives(
            "* 3 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 9 FLAGS (\\Seen))\r\n" + mail(7, "x") +
            "* 15 FETCH (FLAGS (\\Seen) UID 7)\r\n" +
            "* 8 UIDFETCH (BODY[HEADER.FIELDS (\"X-Mailsonde-Token\")] \"y\" FLAGS ())\r\n" +
            "a1 OK\r\n"
        )
        .finishes()
        .run(*dialog);
    auto const& look = dialog->inner.folders()[0];
    EXPECT_EQ(uids(look), (numbers{7, 8})) << "UID 9 came without a header";
    EXPECT_EQ(look.messages[0].flags, std::vector<std::string>{"\\Seen"});
    EXPECT_FALSE(look.messages[0].header.empty());
}

TEST(ImapLookDialog, AsksForTheSaveDateWhereKnown) {
    auto const dialog = made({watched("INBOX", 7, 7)}, "SAVEDATE");
    dialog_script()
        .sends(
            "a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:* (UID INTERNALDATE FLAGS SAVEDATE "
            "BODY.PEEK[HEADER.FIELDS (X-Mailsonde-Token Message-ID Subject)])\r\n"
        )
        .receives(
            opened("a1", 1, 8) +
            "* 1 FETCH (UID 7 SAVEDATE \"24-Nov-2026 02:00:00 +0000\" "
            "BODY[HEADER.FIELDS (X-Mailsonde-Token)] \"\")\r\na2 OK\r\n"
        )
        .finishes()
        .run(*dialog);
    EXPECT_EQ(dialog->inner.folders()[0].messages[0].save_date, since);
}

TEST(ImapLookDialog, NoFoldersNoCommands) {
    dialog_script().finishes().run(*made({}));
}

TEST(ImapLookDialog, HasAMinuteForFetching) {
    auto const dialog = fresh_dialog();
    std::ignore = dialog->resume({});
    EXPECT_EQ(dialog->phase(), "imap.fetch");
    EXPECT_EQ(dialog->budget(), std::chrono::seconds(60));
}

}  // namespace
}  // namespace mailsonde::wire::imap
