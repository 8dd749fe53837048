// IMAP servers whose folders have names that do harm, or are too many.
#include "tests/unit/clients/lying_imap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>

namespace mailsonde::clients {
namespace {

using namespace lying;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string literal(std::string const& name) {
    return "{" + std::to_string(name.size()) + "}\r\n" + name;
}

class LyingImapFolders : public lying_imap_case {
protected:
    /// A sweep over INBOX and what is listed besides; both are read without a mark's help.
    look_report swept(script steps) {
        plays(std::move(steps));
        auto asked = request(true);
        asked.marks = {{"INBOX", 1, 9}, {evil, 1, 1}};
        return looked(asked);
    }

    /// Up to the LIST with one more folder in it, as its name is spelled there.
    static script listed(std::string const& spelled) {
        return joined(
            {login("SPECIAL-USE LIST-STATUS"),
             {hears{list_bytes("a2")},
              says{
                  "* LIST () \".\" INBOX\r\n* STATUS INBOX (UIDNEXT 9 UIDVALIDITY 1)\r\n"
                  "* LIST () \".\" " +
                  spelled + "\r\n* STATUS " + spelled + " (UIDNEXT 2 UIDVALIDITY 1)\r\na2 OK\r\n"
              }}}
        );
    }

    /// What a folder with a quoted name is asked.
    script reads_both() const {
        return {
            hears{
                "a3 EXAMINE \"INBOX\"\r\na4 UID FETCH 9:*" + items + "a5 EXAMINE \"" + evil +
                "\"\r\na6 UID FETCH 1:*" + items
            },
            says{opened("a3", 9) + "a4 OK\r\n" + opened("a5", 2) + mail(1, our_field) + "a6 OK\r\n"}
        };
    }

    std::string evil;
};

TEST_F(LyingImapFolders, InboxInAnotherCase) {
    reads(
        {says{ready},
         hears{authenticate},
         says{"a1 OK [CAPABILITY IMAP4rev1 LIST-STATUS SPECIAL-USE] in\r\n"},
         hears{list_bytes("a2")},
         says{"* LIST () \".\" inBOX\r\n* STATUS INBOX (UIDNEXT 9 UIDVALIDITY 1)\r\na2 OK\r\n"},
         hears{"a3 EXAMINE \"inBOX\"\r\na4 UID FETCH 9:*" + items},
         says{opened("a3", 9) + "a4 OK\r\n"}}
    );
}

TEST_F(LyingImapFolders, ControlCharactersInAName) {
    evil = "\x1b[2J\r\na9 OK\r\n\x07";
    auto const report = swept(joined(
        {listed(literal(evil)),
         {hears{
              "a3 EXAMINE \"INBOX\"\r\na4 UID FETCH 9:*" + items + "a5 EXAMINE {" +
              std::to_string(evil.size()) + "}\r\n"
          },
          says{opened("a3", 9) + "a4 OK\r\n+ go\r\n"},
          hears{evil + "\r\na6 UID FETCH 1:*" + items},
          says{"a5 NO \x1b[31mnot this one\r\na6 BAD\r\n"}}}
    ));
    EXPECT_FALSE(report.complete);
    EXPECT_THAT(
        report.unreadable, ElementsAre("?[2J??a9 OK???: command refused: NO ?[31mnot this one")
    );
    EXPECT_TRUE(client->is_connected());
}

TEST_F(LyingImapFolders, NamesThatAreNoMutf7) {
    for (std::string const name : {"&AGE", "&////-", "&2AA-", "&-&", "\xff\xfe"}) {
        evil = name;
        auto const plain = name.front() == '&';
        auto const report = plain ? swept(joined({listed(name), reads_both()}))
                                  : swept(joined(
                                        {listed(name),
                                         {hears{
                                              "a3 EXAMINE \"INBOX\"\r\na4 UID FETCH 9:*" + items +
                                              "a5 EXAMINE {2}\r\n"
                                          },
                                          says{opened("a3", 9) + "a4 OK\r\n+\r\n"},
                                          hears{name + "\r\na6 UID FETCH 1:*" + items},
                                          says{opened("a5", 2) + mail(1, our_field) + "a6 OK\r\n"}}}
                                    ));
        EXPECT_TRUE(report.complete) << name;
        ASSERT_EQ(places(report), name + "/1");
        EXPECT_THAT(report.mails[0].folder_name, plain ? name : "??");
        TearDown();
    }
}

TEST_F(LyingImapFolders, NamesWithWildcards) {
    for (std::string const name : {"*", "%", "INBOX*", "~root", "../../etc/passwd"}) {
        evil = name;
        auto const report = swept(joined({listed("\"" + name + "\""), reads_both()}));
        EXPECT_EQ(places(report), name + "/1") << "this folder and no other";
        TearDown();
    }
}

TEST_F(LyingImapFolders, AHugeName) {
    auto const name = std::string(20'000, 'x');
    plays(joined(
        {listed(name),
         {hears{"a3 EXAMINE \"INBOX\"\r\na4 UID FETCH 9:*" + items},
          says{opened("a3", 9) + "a4 OK\r\n"}}}
    ));
    EXPECT_TRUE(looked(request(true)).complete);
}

TEST_F(LyingImapFolders, AListThatIsNoGrammar) {
    plays(joined(
        {listed("\"a\"b\" (((\r\n* LIST nonsense\r\n* LIST (\\Junk) NIL\r\n* STATUS (x) (UIDNEXT)"),
         {hears{"a3 EXAMINE \"INBOX\"\r\na4 UID FETCH 9:*" + items},
          says{opened("a3", 9) + "a4 OK\r\n"}}}
    ));
    EXPECT_TRUE(looked().complete);
}

TEST_F(LyingImapFolders, TheSameFolderAgainAndAgain) {
    std::string again;
    for (auto i = 0; i < 500; ++i) {
        again += "Evil\r\n* STATUS Evil (UIDNEXT 2 UIDVALIDITY 1)\r\n* LIST (\\Junk) \".\" ";
    }
    evil = "Evil";
    auto steps = joined({listed("Evil"), reads_both()});
    auto& list_answer = std::get<says>(steps[4]).bytes;
    list_answer.insert(list_answer.find("Evil"), again);
    EXPECT_EQ(places(swept(std::move(steps))), "Evil/1");
}

TEST_F(LyingImapFolders, AFolderThatIsListedAndDoesNotExist) {
    evil = "Ghost";
    auto steps = joined({listed("Ghost"), reads_both()});
    steps.back() = says{opened("a3", 9) + "a4 OK\r\na5 NO [NONEXISTENT] no\r\na6 BAD no\r\n"};
    auto const report = swept(std::move(steps));
    EXPECT_FALSE(report.complete);
    EXPECT_THAT(report.unreadable, ElementsAre(HasSubstr("Ghost: no such folder")));
    EXPECT_THAT(said, Not(HasSubstr("CREATE")));
}

}  // namespace
}  // namespace mailsonde::clients
