#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/look_dialog.hpp"
#include "tests/unit/wire/imap/looking.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::imap {
namespace {

using namespace looking;
using test::dialog_script;

TEST(ImapFirstContact, BeginsWithUidNextAtFirstContact) {
    auto const dialog = made({unknown("INBOX"), unknown("Junk")});
    dialog_script()
        .sends(
            "a1 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)\r\n"
            "a2 STATUS \"Junk\" (UIDNEXT UIDVALIDITY)\r\n"
        )
        .receives(
            "* STATUS \"Junk\" (UIDNEXT 3 UIDVALIDITY 2)\r\na2 OK\r\n"
            "* STATUS \"INBOX\" (UIDNEXT 51 UIDVALIDITY 1)\r\na1 OK\r\n"
        )
        .finishes()
        .run(*dialog);
    auto const& looks = dialog->inner.folders();
    EXPECT_TRUE(dialog->inner.complete());
    EXPECT_EQ(looks[0].next_uid, 51U);
    EXPECT_EQ(looks[0].uid_validity, 1U);
    EXPECT_EQ(looks[1].next_uid, 3U);
    EXPECT_EQ(looks[1].uid_validity, 2U);
}

TEST(ImapFirstContact, BeginsWithADayAtFirstContact) {
    struct {
        std::string_view capabilities;
        std::string search;
        std::string found;
        std::string fetch;
    } const cases[] = {
        {"ESEARCH",
         "UID SEARCH RETURN (MIN) SINCE 23-Nov-2026\r\n",
         "* ESEARCH (TAG \"a3\") UID MIN 40\r\n",
         "UID FETCH 40:*"},
        {"ESEARCH",
         "UID SEARCH RETURN (MIN) SINCE 23-Nov-2026\r\n",
         "* ESEARCH (TAG \"a3\") UID\r\n",
         "UID FETCH 51:*"},
        {"", "UID SEARCH SINCE 23-Nov-2026\r\n", "* SEARCH 41 40 42\r\n", "UID FETCH 40:*"},
        {"", "UID SEARCH SINCE 23-Nov-2026\r\n", "* SEARCH\r\n", "UID FETCH 51:*"},
    };

    for (auto const& one : cases) {
        auto const dialog = made({unknown("INBOX", since)}, one.capabilities);
        dialog_script()
            .sends(
                "a1 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)\r\na2 EXAMINE \"INBOX\"\r\na3 " +
                one.search
            )
            .receives(
                "* STATUS \"INBOX\" (UIDNEXT 51 UIDVALIDITY 1)\r\na1 OK\r\n" + opened("a2", 1, 51) +
                one.found + "a3 OK\r\n"
            )
            .sends("a4 " + one.fetch + items)
            .receives(mail(50, "x") + mail(51, "y") + "a4 OK\r\n")
            .finishes()
            .run(*dialog);
        EXPECT_EQ(dialog->inner.folders()[0].next_uid, 52U) << one.fetch;
        EXPECT_FALSE(dialog->inner.folders()[0].uid_validity_changed);
    }
}

TEST(ImapFirstContact, ReadsTheNewestMailsWhereSearchFails) {
    auto const dialog = made({unknown("INBOX", since)}, "");
    dialog_script()
        .sends(
            "a1 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)\r\na2 EXAMINE \"INBOX\"\r\n"
            "a3 UID SEARCH SINCE 23-Nov-2026\r\n"
        )
        .receives(
            "* STATUS INBOX (UIDNEXT 2001 UIDVALIDITY 1)\r\na1 OK\r\n" + opened("a2", 1, 2001) +
            "a3 NO [SERVERBUG] SEARCH Server error\r\n"
        )
        .sends("a4 UID FETCH 1501:*" + items)
        .receives("a4 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_TRUE(dialog->inner.complete());
}

TEST(ImapFirstContact, StartsOverWhenUidvalidityChanged) {
    auto again = watched("INBOX", 7, 9);
    again.since = since;
    auto const dialog = made({again});
    dialog_script()
        .sends("a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:*" + items)
        .receives(opened("a1", 2, 30) + mail(8, "somebody else's") + "a2 OK\r\n")
        .sends("a3 UID SEARCH RETURN (MIN) SINCE 23-Nov-2026\r\n")
        .receives("* ESEARCH (TAG \"a3\") UID MIN 5\r\na3 OK\r\n")
        .sends("a4 UID FETCH 5:*" + items)
        .receives(mail(5, "x") + "a4 OK\r\n")
        .finishes()
        .run(*dialog);
    auto const& look = dialog->inner.folders()[0];
    EXPECT_TRUE(look.uid_validity_changed);
    EXPECT_TRUE(look.complete());
    EXPECT_EQ(look.uid_validity, 2U);
    EXPECT_EQ(look.next_uid, 30U);
    EXPECT_EQ(uids(look), numbers{5}) << "nothing of the FETCH by the old UIDs";
}

TEST(ImapFirstContact, TakesUidnextWhenUidvalidityChangedAndNoDayIsGiven) {
    auto const dialog = made({watched("INBOX", 7, 9)});
    dialog_script()
        .sends("a1 EXAMINE \"INBOX\"\r\na2 UID FETCH 7:*" + items)
        .receives(opened("a1", 2, 30) + "a2 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_TRUE(dialog->inner.folders()[0].uid_validity_changed);
    EXPECT_EQ(dialog->inner.folders()[0].next_uid, 30U);
}

TEST(ImapFirstContact, SeesUidvalidityChangeInTheQuickCheck) {
    auto const dialog = kept({watched("INBOX", 7), watched("Junk", 3)});
    dialog_script()
        .sends("a1 UID FETCH 7:*" + items + "a2 STATUS \"Junk\" (UIDNEXT UIDVALIDITY)\r\n")
        .receives("a1 OK\r\n* STATUS Junk (UIDNEXT 3 UIDVALIDITY 9)\r\na2 OK\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_TRUE(dialog->inner.folders()[1].uid_validity_changed);
    EXPECT_EQ(dialog->inner.folders()[1].uid_validity, 9U);
}

}  // namespace
}  // namespace mailsonde::wire::imap
