// IMAP servers that lie in a look: nothing may be found that isn't there, nothing be passed over,
// and nothing be called complete that isn't.
#include "tests/unit/clients/lying_imap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace mailsonde::clients {
namespace {

using namespace lying;
using testing::ElementsAre;

class LyingImapLook : public lying_imap_case {};

/// A FETCH response with the header's literal in between.
std::string fetched(std::string const& before, std::string const& behind = "") {
    auto const header = our_field + "\r\n\r\n";
    return before + " {" + std::to_string(header.size()) + "}\r\n" + header + behind + ")\r\n";
}

TEST_F(LyingImapLook, TagsOutOfOrder) {
    auto const spam_first =
        opened("a5", 3) + "a6 OK\r\n" + opened("a3", 10) + mail(9, our_field) + "a4 OK\r\n";
    auto const report = reads(joined(
        {at_look(spam_first, ""),
         {hears{"a7 EXAMINE \"INBOX\"\r\n"},
          says{opened("a7", 10)},
          hears{"a8 UID FETCH 9:*" + items},
          says{mail(9, our_field) + "a8 OK\r\n"},
          hears{"a9 EXAMINE \"Spam\"\r\n"},
          says{opened("a9", 3)},
          hears{"a10 UID FETCH 3:*" + items},
          says{"a10 OK\r\n"}}}
    ));
    EXPECT_EQ(places(report), "INBOX/9") << "not in Spam, whose commands were under way";
}

TEST_F(LyingImapLook, AFetchThatMissesTheMailWhichCameWithIt) {
    plays(joined(
        {begin(),
         {hears{"a7 UID FETCH 3:*" + items + "a8 EXAMINE \"INBOX\"\r\na9 UID FETCH 9:*" + items},
          says{"* 5 EXISTS\r\na7 OK\r\n" + opened("a8", 9) + "a9 OK\r\n"},
          hears{"a10 EXAMINE \"Spam\"\r\na11 UID FETCH 3:*" + items},
          says{opened("a10", 4) + mail(3, our_field) + "a11 OK\r\n"}}}
    ));
    looked();
    EXPECT_EQ(places(looked()), "Spam/3");
}

TEST_F(LyingImapLook, NoUidnextInExamine) {
    auto const report = reads(at_look(
        "* 4 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\na3 OK [READ-ONLY] done\r\n" + mail(9, our_field) +
        "a4 OK\r\n"
    ));
    EXPECT_EQ(places(report), "INBOX/9");
    EXPECT_THAT(report.marks, ElementsAre(model::folder_mark{"INBOX", 1, 10}));
}

TEST_F(LyingImapLook, HeaderLabelsInAnySpelling) {
    for (std::string const label :
         {R"(BODY[HEADER.FIELDS ("X-Mailsonde-Token" "Message-ID" "Subject")])",
          "BODY[HEADER.FIELDS (X-MAILSONDE-TOKEN MESSAGE-ID SUBJECT)]",
          "body[header.fields (x-mailsonde-token message-id subject)]<0>"}) {
        EXPECT_EQ(places(reads(at_fetch(fetched("* 4 FETCH (UID 9 " + label)))), "INBOX/9")
            << label;
        TearDown();
    }
}

TEST_F(LyingImapLook, FlagsBeforeTheUid) {
    EXPECT_EQ(
        places(reads(at_fetch(fetched("* 4 FETCH (FLAGS (\\Seen) BODY[HEADER]", " UID 9")))),
        "INBOX/9"
    );
}

TEST_F(LyingImapLook, TheLastOldMailForAnOpenRange) {
    auto const report = reads(at_fetch(mail(8, our_field), 9));
    EXPECT_EQ(places(report), "");
    EXPECT_TRUE(report.marks.empty());
}

TEST_F(LyingImapLook, UnaskedFetchOfOtherMails) {
    auto const report = reads(at_fetch(
        "* 2 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (FLAGS (\\Seen) UID 4)\r\n" + mail(5, our_field) +
        mail(9, our_field) + "* 3 FETCH (UID 12 FLAGS ())\r\n"
    ));
    EXPECT_EQ(places(report), "INBOX/9") << "5 was not asked for, of 12 nothing is known";
}

TEST_F(LyingImapLook, TheSameMailTwice) {
    EXPECT_EQ(places(reads(at_fetch(mail(9, our_field) + mail(9, our_field)))), "INBOX/9");
}

TEST_F(LyingImapLook, SequenceNumberZero) {
    EXPECT_EQ(places(reads(at_fetch(fetched("* 0 FETCH (UID 9 BODY[HEADER]")))), "INBOX/9");
}

TEST_F(LyingImapLook, AMailWhoseUidIsNoNumber) {
    for (std::string const uid :
         {"UID 4294967296", "UID -9", "UID 0", "UID 9.5", "UID NIL", "X 9"}) {
        auto const report =
            reads_in_part(at_fetch(fetched("* 4 FETCH (" + uid + " BODY[HEADER]") + mail(9, "X: y"))
            );
        EXPECT_EQ(places(report), "") << uid;
        EXPECT_THAT(
            report.unreadable, ElementsAre("INBOX: malformed response: FETCH without a UID")
        );
        EXPECT_TRUE(report.marks.empty()) << "what is not understood is not passed over";
        TearDown();
    }
}

TEST_F(LyingImapLook, NumbersWithLeadingZeros) {
    EXPECT_EQ(places(reads(at_fetch(fetched("* 0004 FETCH (UID 00009 BODY[HEADER]")))), "INBOX/9");
}

TEST_F(LyingImapLook, NumbersThatAreNone) {
    auto const report = reads(at_fetch(
        "* -1 EXISTS\r\n* 4294967296 EXISTS\r\n* 99999999999999999999 EXPUNGE\r\n* 007x "
        "RECENT\r\n" +
        mail(9, our_field)
    ));
    EXPECT_EQ(places(report), "INBOX/9");
}

TEST_F(LyingImapLook, AForgedTagInALiteral) {
    auto const report =
        reads(at_fetch(mail(9, "Subject: x\r\na4 OK done\r\n* BYE\r\na6 OK done\r\n" + our_field)));
    EXPECT_EQ(places(report), "INBOX/9");
}

TEST_F(LyingImapLook, NulInALine) {
    fails(
        at_look(opened("a3", 10) + std::string("* 4 FETCH (UID 9\0 FLAGS ())\r\n", 29), ""),
        imap_errc::bad_response,
        "imap.fetch"
    );
}

TEST_F(LyingImapLook, NulInAHeader) {
    EXPECT_EQ(
        places(reads(at_fetch(mail(9, std::string("Subject: \0\0\r\n", 13) + our_field)))),
        "INBOX/9"
    );
}

TEST_F(LyingImapLook, BareLineFeeds) {
    EXPECT_TRUE(
        reads(at_look("* 4 EXISTS\n* OK [UIDVALIDITY 1] x\n* OK [UIDNEXT 9] x\na3 OK x\na4 OK\n"))
            .mails.empty()
    );
}

TEST_F(LyingImapLook, BareCarriageReturns) {
    fails(
        at_look("* 4 EXISTS\r\na3 OK\ra4 OK\ra5 OK\ra6 OK\r\n", ""),
        imap_errc::bad_response,
        "imap.fetch"
    );
}

TEST_F(LyingImapLook, ByeInTheMiddleOfAFetch) {
    auto const report = fails(
        at_look(opened("a3", 10) + mail(9, our_field) + "* BYE Session expired\r\n", ""),
        imap_errc::bye,
        "imap.fetch"
    );
    EXPECT_TRUE(report.marks.empty());
}

TEST_F(LyingImapLook, CutInTheMiddleOfALiteral) {
    plays(at_look(opened("a3", 10) + "* 4 FETCH (UID 9 BODY[HEADER] {500}\r\n" + our_field, ""));
    failed(net_errc::connection_closed, "imap.fetch");
}

TEST_F(LyingImapLook, AnUnknownTagBesidesTheRightOnes) {
    fails(at_look(opened("a3", 9) + "z4 OK\r\n", ""), imap_errc::bad_response, "imap.fetch");
}

TEST_F(LyingImapLook, AYesManWhoDoesNothing) {
    script steps{says{ready}};
    for (auto command = 0; command < 5; ++command) {
        steps.emplace_back(answers{[](std::string const& line) {
            return line.substr(0, line.find(' ')) + " OK of course\r\n";
        }});
    }
    auto const report = reads_in_part(std::move(steps));
    EXPECT_THAT(
        report.unreadable, ElementsAre("INBOX: malformed response: EXAMINE without UIDVALIDITY")
    );
    EXPECT_TRUE(report.marks.empty());
}

TEST_F(LyingImapLook, AMarkBeyondUidnext) {
    for (auto const mark : {10U, 4'000'000'000U, std::numeric_limits<std::uint32_t>::max()}) {
        auto const beyond = "a4 UID FETCH " + std::to_string(mark) + ":*" + items;
        plays(joined(
            {login("LIST-STATUS SPECIAL-USE"),
             {hears{list_bytes("a2")},
              says{"* LIST () \".\" INBOX\r\n* STATUS INBOX (UIDNEXT 9 UIDVALIDITY 1)\r\na2 OK\r\n"
              },
              hears{"a3 EXAMINE \"INBOX\"\r\n" + beyond},
              says{opened("a3", 9) + mail(8, our_field) + "a4 OK\r\n"},
              hears{"a5 UID SEARCH SINCE 31-Dec-1969\r\n"},
              says{"* SEARCH 8\r\na5 OK\r\n"},
              hears{"a6 UID FETCH 8:*" + items},
              says{mail(8, our_field) + "a6 OK\r\n"}}}
        ));
        auto asked = request();
        asked.marks = {{"INBOX", 1, mark}};
        auto const report = looked(asked);
        EXPECT_EQ(places(report), "INBOX/8") << "restored from a backup, or a lie before";
        EXPECT_TRUE(report.complete);
        EXPECT_THAT(report.marks, ElementsAre(model::folder_mark{"INBOX", 1, 9}));
        TearDown();
    }
}

TEST_F(LyingImapLook, VanishedForEverything) {
    reads_in_part(at_fetch("* VANISHED 1:4294967295\r\n"));
    TearDown();
    // Together 2^32.
    reads_in_part(at_fetch("* VANISHED 1:4294967295\r\n* 4294967295 EXPUNGE\r\n"));
}

TEST_F(LyingImapLook, SearchResultsThatAreHugeUnsortedAndHoldZero) {
    std::string found = "* SEARCH 0";
    for (auto uid = 9'000; uid > 8; --uid) {
        found += " " + std::to_string(uid);
    }
    auto const report = reads(joined(
        {at_look("* 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\na3 OK\r\na4 OK\r\n"
         ),
         {hears{"a7 EXAMINE \"INBOX\"\r\na8 UID SEARCH SINCE 31-Dec-1969\r\n"},
          says{
              "* 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\na7 OK\r\n" + found +
              "\r\n* SEARCH 0 4294967296 -1 x\r\na8 OK\r\n"
          },
          hears{"a9 UID FETCH 9:*" + items},
          says{mail(9, our_field) + "a9 OK\r\n"}}}
    ));
    EXPECT_EQ(places(report), "INBOX/9");
}

}  // namespace
}  // namespace mailsonde::clients
