#include "shared/wire/imap/capabilities.hpp"
#include "shared/wire/imap/date_time.hpp"
#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/search_view.hpp"
#include "tests/unit/wire/imap/parsed.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::imap {
namespace {

using test::untagged_in;
using strings = std::vector<std::string>;

TEST(ImapFetchView, FindsTheHeaderWhateverItsLabel) {
    struct {
        char const* server;
        std::string line;
    } const cases[] = {
        {"Dovecot, upper case",
         "* 4 FETCH (UID 9 INTERNALDATE \"24-Nov-2026 02:09:31 +0100\" FLAGS (\\Seen) "
         "BODY[HEADER.FIELDS (X-MAILSONDE-TOKEN MESSAGE-ID)] {4}\r\nA: b)"},
        {"Courier, quoted",
         "* 4 FETCH (UID 9 INTERNALDATE \"24-Nov-2026 02:09:31 +0100\" FLAGS (\\Seen) "
         "BODY[HEADER.FIELDS (\"X-Mailsonde-Token\" \"Message-ID\")] {4}\r\nA: b)"},
        {"Cyrus, flags first",
         "* 4 FETCH (FLAGS (\\Seen) UID 9 INTERNALDATE \"24-Nov-2026 02:09:31 +0100\" "
         "BODY[HEADER.FIELDS (X-Mailsonde-Token)] \"A: b\")"},
        {"partial, lower case",
         "* 4 fetch (uid 9 body[header]<0> {4}\r\nA: b "
         "internaldate \"24-Nov-2026 01:09:31 +0000\" flags (\\Seen))"},
        {"quoted bracket",
         "* 4 FETCH (BODY[HEADER.FIELDS (\"a]b\")] \"A: b\" UID 9 FLAGS (\\Seen) "
         "INTERNALDATE \"24-Nov-2026 01:09:31 +0000\" MODSEQ (12))"},
    };

    for (auto const& one : cases) {
        auto response = untagged_in(one.line);
        auto const data = take_fetch(response);
        ASSERT_TRUE(data) << one.server;
        EXPECT_EQ(data->sequence, 4U) << one.server;
        EXPECT_EQ(data->uid, 9U) << one.server;
        EXPECT_EQ(data->header, "A: b") << one.server;
        EXPECT_EQ(data->flags, strings{"\\Seen"}) << one.server;
        EXPECT_EQ(data->internal_date, from_rfc3339("2026-11-24T01:09:31Z")) << one.server;
    }
}

TEST(ImapFetchView, ToleratesWhatIsMissingOrOdd) {
    auto flags_only = untagged_in("* 0 FETCH (FLAGS ())");
    auto data = take_fetch(flags_only);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->sequence, 0U);
    EXPECT_EQ(data->uid, std::nullopt);
    EXPECT_EQ(data->flags, strings{});
    EXPECT_EQ(data->header, std::nullopt);

    auto nil = untagged_in("* 2 FETCH (UID 3 BODY[HEADER] NIL INTERNALDATE NIL SAVEDATE NIL)");
    data = take_fetch(nil);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->header, "");
    EXPECT_EQ(data->internal_date, std::nullopt);

    auto by_uid =
        untagged_in("* 25996 UIDFETCH (FLAGS (\\Seen) SAVEDATE \"1-Jan-2026 00:00:00 +0000\")");
    data = take_fetch(by_uid);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->uid, 25996U);
    EXPECT_EQ(data->sequence, 0U);
    EXPECT_EQ(data->save_date, from_rfc3339("2026-01-01T00:00:00Z"));

    for (auto const* const zero : {"* 1 FETCH (UID 0)", "* 0 UIDFETCH (FLAGS ())"}) {
        auto response = untagged_in(zero);
        data = take_fetch(response);
        ASSERT_TRUE(data) << zero;
        EXPECT_EQ(data->uid, std::nullopt) << zero;
    }

    for (auto const* const other : {"* FETCH (UID 1)", "* 1 FETCH 5", "* 1 EXISTS", "* 1 FETCH"}) {
        auto response = untagged_in(other);
        EXPECT_FALSE(take_fetch(response)) << other;
    }
}

TEST(ImapDateTime, ReadsServerDates) {
    struct {
        std::string_view text;
        std::string_view utc;
    } const cases[] = {
        {"24-Nov-2026 02:09:31 +0000", "2026-11-24T02:09:31Z"},
        {" 4-Nov-2026 02:09:31 +0000", "2026-11-04T02:09:31Z"},
        {"4-nov-2026 00:30:00 +0130", "2026-11-03T23:00:00Z"},
        {"31-Dec-2026 23:30:00 -0800", "2027-01-01T07:30:00Z"},
        {"29-Feb-2028 12:00:60 +0000", "2028-02-29T12:01:00Z"},
    };

    for (auto const& one : cases) {
        EXPECT_EQ(parse_date_time(one.text), from_rfc3339(one.utc)) << one.text;
    }
}

TEST(ImapDateTime, RefusesOthers) {
    for (std::string_view const bad :
         {"",
          "24-Nov-2026",
          "24-Nov-2026 02:09:31",
          "24-Nov-2026 02:09:31 GMT",
          "24-Foo-2026 02:09:31 +0000",
          "31-Feb-2026 02:09:31 +0000",
          "0-Nov-2026 02:09:31 +0000",
          "24-Nov-2026 24:09:31 +0000",
          "24-Nov-2026 02:60:31 +0000",
          "24-Nov-99999 02:09:31 +0000",
          "24-Nov-2026 02:09:31 +0099",
          "31-Dec-9999 23:59:59 -0001",
          "1-Jan-0000 00:00:00 +0001",
          "2026-11-24T02:09:31Z"}) {
        EXPECT_EQ(parse_date_time(bad), std::nullopt) << bad;
    }
}

TEST(ImapDateTime, WritesSearchDates) {
    EXPECT_EQ(to_search_date(*from_rfc3339("2026-11-04T23:59:59Z")), "4-Nov-2026");
    EXPECT_EQ(to_search_date(*from_rfc3339("2027-01-01T00:00:00Z")), "1-Jan-2027");
}

TEST(ImapFolderViews, ReadsList) {
    struct {
        std::string line;
        std::string name;
        std::optional<char> delimiter;
    } const cases[] = {
        {R"(* LIST (\HasNoChildren \Junk) "." INBOX.Spam)", "INBOX.Spam", '.'},
        {R"(* LIST (\HasNoChildren) "/" "[Gmail]/All Mail")", "[Gmail]/All Mail", '/'},
        {R"(* LIST () "\\" {5})"
         "\r\na\"b\nc",
         "a\"b\nc",
         '\\'},
        {R"(* LIST () NIL INBOX)", "INBOX", std::nullopt},
        {R"(* LIST () "" INBOX)", "INBOX", std::nullopt},
        {"* LIST () \"/\" Junk\tE-mail", "Junk\tE-mail", '/'},
        {R"(* LIST () "/" Deleted Items 2)", "Deleted Items 2", '/'},
        {R"(* LIST () "/" 2026)", "2026", '/'},
        {R"(* LIST () "/" NIL)", "NIL", '/'},
        {R"(* LIST () "/" "Old" ("OLDNAME" ("Older")))", "Old", '/'},
    };

    for (auto const& one : cases) {
        auto const listed = as_list(untagged_in(one.line));
        ASSERT_TRUE(listed) << one.line;
        EXPECT_EQ(listed->raw_name, one.name) << one.line;
        EXPECT_EQ(listed->delimiter, one.delimiter) << one.line;
    }
    EXPECT_TRUE(as_list(untagged_in(cases[0].line))->has("\\junk"));
    EXPECT_FALSE(as_list(untagged_in("* LIST (\\Junk) \"/\"")));
    EXPECT_FALSE(as_list(untagged_in("* LSUB () \"/\" INBOX")));
}

TEST(ImapFolderViews, ReadsStatus) {
    auto const status =
        as_status(untagged_in("* STATUS \"a b\" (UIDVALIDITY 1 MESSAGES 3 UIDNEXT 44)"));
    ASSERT_TRUE(status);
    EXPECT_EQ(status->raw_name, "a b");
    EXPECT_EQ(status->uid_next, 44U);
    EXPECT_EQ(status->uid_validity, 1U);
    EXPECT_EQ(as_status(untagged_in("* STATUS INBOX ()"))->uid_next, std::nullopt);
    EXPECT_FALSE(as_status(untagged_in("* STATUS INBOX")));
}

TEST(ImapFolderViews, ReadsCounts) {
    EXPECT_EQ(as_exists(untagged_in("* 23 EXISTS")), 23U);
    EXPECT_EQ(as_exists(untagged_in("* 23 RECENT")), std::nullopt);
    EXPECT_EQ(as_recent(untagged_in("* 5 recent")), 5U);
    EXPECT_EQ(as_expunge(untagged_in("* 44 EXPUNGE")), 44U);
    EXPECT_EQ(as_flags(untagged_in("* FLAGS (\\Answered a)")), (strings{"\\Answered", "a"}));
}

TEST(ImapFolderViews, ReadsVanished) {
    auto const vanished = as_vanished(untagged_in("* VANISHED (EARLIER) 41,43:45,60:58"));
    ASSERT_TRUE(vanished);
    EXPECT_EQ(vanished->size(), 7U);
    for (auto const uid : {41U, 43U, 44U, 45U, 58U, 60U}) {
        EXPECT_TRUE(vanished->contains(uid)) << uid;
    }
    EXPECT_FALSE(vanished->contains(42));
    EXPECT_EQ(vanished->smallest(), 41U);
    for (auto const* const bad :
         {"* VANISHED", "* VANISHED 0", "* VANISHED 1:*", "* VANISHED 1,,2"}) {
        EXPECT_FALSE(as_vanished(untagged_in(bad))) << bad;
    }
    EXPECT_EQ(as_vanished(untagged_in("* VANISHED 1:4294967295"))->size(), 4294967295U);
}

TEST(ImapFolderViews, OnlyInboxIgnoresCase) {
    EXPECT_TRUE(same_folder("INBOX", "Inbox"));
    EXPECT_TRUE(same_folder("Junk", "Junk"));
    EXPECT_FALSE(same_folder("Junk", "junk"));
    EXPECT_FALSE(same_folder("INBOX.a", "inbox.a"));
}

TEST(ImapSearchView, FindsTheSmallest) {
    struct {
        char const* line;
        std::optional<std::uint32_t> smallest;
    } const cases[] = {
        {"* SEARCH 9 2 84", 2},
        {"* SEARCH 7 (MODSEQ 917)", 7},
        {"* SEARCH", std::nullopt},
        {"* ESEARCH (TAG \"a7\") UID MIN 7", 7},
        {"* ESEARCH (TAG \"a7\") UID ALL 12,8:9", 8},
        {"* ESEARCH (TAG \"a7\") UID", std::nullopt},
        {"* ESEARCH", std::nullopt},
        {"* 3 EXISTS", std::nullopt},
    };

    for (auto const& one : cases) {
        EXPECT_EQ(smallest_found(untagged_in(one.line)), one.smallest) << one.line;
    }
    EXPECT_EQ(as_esearch(untagged_in("* ESEARCH (TAG \"a7\") UID"))->tag, "a7");
}

TEST(ImapCapabilities, ComeFromResponsesAndCodes) {
    auto const data =
        as_capabilities(untagged_in("* CAPABILITY IMAP4rev1 sasl-ir AUTH=PLAIN AUTH=xoauth2"));
    ASSERT_TRUE(data);
    EXPECT_TRUE(data->has("SASL-IR"));
    EXPECT_FALSE(data->has("SASL"));
    EXPECT_EQ(data->sasl_mechanisms(), (strings{"PLAIN", "XOAUTH2"}));
    auto const code = as_capabilities(untagged_in("* OK [CAPABILITY IMAP4rev1 UIDPLUS] hi"));
    ASSERT_TRUE(code);
    EXPECT_TRUE(code->has("UIDPLUS"));
    EXPECT_FALSE(as_capabilities(untagged_in("* OK hi")));
    EXPECT_FALSE(capabilities().known());
}

}  // namespace
}  // namespace mailsonde::wire::imap
