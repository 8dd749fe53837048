// IMAP servers that lie when a mail is to be deleted: no other mail may be touched, and no mail be
// called gone that isn't.
#include "tests/unit/clients/lying_imap.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsonde::clients {
namespace {

using namespace lying;
using wire::imap::deletion;

std::string const flags = " +FLAGS.SILENT (\\Seen \\Deleted)\r\n";
std::string const select =
    "a2 SELECT \"INBOX\"\r\na3 UID FETCH 7 (UID BODY.PEEK[HEADER]<0.65536>)\r\n";
std::string const remove_7 = "a4 UID STORE 7" + flags + "a5 UID EXPUNGE 7\r\na6 UNSELECT\r\n";

std::string selected(std::string const& more = "") {
    return "* 4 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n" + more + "a2 OK [READ-WRITE] done\r\n";
}

std::string header_of(int sequence, int uid, std::string const& field = our_field) {
    auto const header = field + "\r\n\r\n";
    return "* " + std::to_string(sequence) + " FETCH (UID " + std::to_string(uid) +
           " BODY[HEADER]<0> {" + std::to_string(header.size()) + "}\r\n" + header + ")\r\n";
}

bool ours(std::string_view header) {
    return header.find(token) != std::string_view::npos;
}

/// Nothing is done to the mail, the folder is left.
script leave(std::string const& tag = "a4") {
    return {hears{tag + " UNSELECT\r\n"}, says{tag + " OK\r\n"}};
}

class LyingImapRemoval : public lying_imap_case {
protected:
    /// To delete: UID 7 of INBOX with UIDVALIDITY 1.
    result<std::vector<removal_outcome>> removed(script steps) {
        plays(joined({login(), std::move(steps)}));
        std::vector<removal> const what{{{"INBOX", 1, 7}, ours}};
        return done(client->remove(what, ours));
    }

    removal_outcome outcome(script steps, deletion what) {
        auto const outcomes = removed(std::move(steps));
        if (!outcomes) {
            ADD_FAILURE() << outcomes.error().text();
            return {};
        }
        EXPECT_TRUE(client->is_connected());
        EXPECT_EQ(outcomes->at(0).what, what);
        return outcomes->at(0);
    }

    void refused(script steps, imap_errc why) {
        auto const one = outcome(std::move(steps), deletion::refused);
        EXPECT_EQ(one.reason ? one.reason->code : error_code(), error_code(why));
    }

    /// It looks well up to the STORE.
    static script until_store(std::string answer) {
        return {
            hears{select},
            says{selected() + header_of(2, 7) + "a3 OK\r\n"},
            hears{remove_7},
            says{std::move(answer)}
        };
    }

    /// The connection breaks: nobody knows what became of the mail.
    void breaks(script steps, error_code const& why, std::string const& phase) {
        auto const outcomes = removed(joined({std::move(steps), {hears_the_end{}}}));
        ended();
        ASSERT_TRUE(outcomes.has_error());
        EXPECT_EQ(outcomes.error().code, why) << outcomes.error().text();
        EXPECT_TRUE(outcomes.error().detail.starts_with(phase)) << outcomes.error().detail;
        EXPECT_FALSE(client->is_connected());
    }
};

TEST_F(LyingImapRemoval, UidvalidityChangedSinceTheLook) {
    refused(
        joined(
            {{hears{select},
              says{
                  "* 4 EXISTS\r\n* OK [UIDVALIDITY 2] x\r\na2 OK [READ-WRITE]\r\n" +
                  header_of(2, 7) + "a3 OK\r\n"
              }},
             leave()}
        ),
        imap_errc::uid_validity_changed
    );
}

TEST_F(LyingImapRemoval, AnotherMailUnderTheUid) {
    outcome(
        joined(
            {{hears{select}, says{selected() + header_of(2, 7, "Subject: lunch?") + "a3 OK\r\n"}},
             leave()}
        ),
        deletion::not_ours
    );
}

TEST_F(LyingImapRemoval, TheHeaderOfAnotherMailBesides) {
    auto const one = outcome(
        {hears{select},
         says{selected() + header_of(2, 7) + header_of(3, 8) + header_of(4, 9) + "a3 OK\r\n"},
         hears{remove_7},
         says{"* 2 EXPUNGE\r\na4 OK\r\na5 OK\r\na6 OK\r\n"}},
        deletion::expunged
    );
    EXPECT_EQ(one.place.uid, 7U);
}

TEST_F(LyingImapRemoval, AMailThatIsThereWithoutItsHeader) {
    refused(
        joined(
            {{hears{select}, says{selected() + "* 2 FETCH (UID 7 FLAGS ())\r\na3 OK\r\n"}}, leave()}
        ),
        imap_errc::bad_response
    );
}

TEST_F(LyingImapRemoval, ChangesOfFlagsInFrontOfTheHeader) {
    auto steps = until_store("* 2 EXPUNGE\r\na4 OK\r\na5 OK\r\na6 OK\r\n");
    steps[1] = says{selected() + "* 2 FETCH (FLAGS () UID 7)\r\n" + header_of(2, 7) + "a3 OK\r\n"};
    outcome(std::move(steps), deletion::expunged);
}

TEST_F(LyingImapRemoval, AFetchThatIsDoneBeforeTheSelect) {
    refused(
        joined({{hears{select}, says{header_of(2, 7) + "a3 OK\r\n" + selected()}}, leave()}),
        imap_errc::bad_response
    );
}

TEST_F(LyingImapRemoval, OkStoreIgnoredWithReadOnlyMailbox) {
    refused(
        until_store("a4 OK Store ignored with read-only mailbox.\r\na5 OK done\r\na6 OK\r\n"),
        imap_errc::still_there
    );
}

TEST_F(LyingImapRemoval, ExpungeOfNumbersOutOfRange) {
    refused(
        until_store(
            "* 0 EXPUNGE\r\n* 99 EXPUNGE\r\n* 4294967295 EXPUNGE\r\n* 99999999999 EXPUNGE\r\n"
            "a4 OK\r\na5 OK\r\na6 OK\r\n"
        ),
        imap_errc::still_there
    );
}

TEST_F(LyingImapRemoval, VanishedForOtherMails) {
    refused(
        until_store("* VANISHED 1:6,8:4294967295\r\na4 OK\r\na5 OK\r\na6 OK\r\n"),
        imap_errc::still_there
    );
}

TEST_F(LyingImapRemoval, LimitAndInuseAtTheExpunge) {
    for (std::string const code : {"[LIMIT]", "[INUSE]"}) {
        refused(
            until_store("a4 OK\r\na5 NO " + code + " not now\r\na6 OK\r\n"), imap_errc::limited
        );
        TearDown();
    }
}

TEST_F(LyingImapRemoval, UidplusThatIsWithdrawn) {
    outcome(
        {hears{select},
         says{selected("* CAPABILITY IMAP4rev1 UNSELECT\r\n") + header_of(2, 7) + "a3 OK\r\n"},
         hears{"a4 UID STORE 7" + flags + "a5 UNSELECT\r\n"},
         says{"a4 OK\r\na5 OK\r\n"}},
        deletion::flagged_only
    );
}

TEST_F(LyingImapRemoval, AYesManWhoDoesNothing) {
    refused(
        joined({{hears{select}, says{"a2 OK of course\r\na3 OK of course\r\n"}}, leave()}),
        imap_errc::uid_validity_changed
    );
}

TEST_F(LyingImapRemoval, ByeBetweenStoreAndExpunge) {
    breaks(until_store("a4 OK\r\n* BYE see you\r\n"), error_code(imap_errc::bye), "imap.expunge: ");
}

TEST_F(LyingImapRemoval, GarbageInsteadOfTheProof) {
    breaks(
        until_store("a4 OK\r\n% EXPUNGE 2\r\n"),
        error_code(imap_errc::bad_response),
        "imap.expunge: "
    );
}

TEST_F(LyingImapRemoval, OneMailShownTwiceInOurOwnFolder) {
    plays(joined(
        {login("MOVE UNSELECT"),
         {hears{select},
          says{selected() + header_of(2, 7) + "a3 OK\r\n"},
          hears{"a4 UID MOVE 7 \"Mailsonde-Deleted\"\r\n"},
          says{"a4 OK\r\n"},
          hears{"a5 SELECT \"Mailsonde-Deleted\"\r\n"},
          says{"* 2 EXISTS\r\n* OK [UIDVALIDITY 5] x\r\na5 OK [READ-WRITE]\r\n"},
          hears{"a6 UID FETCH 1:* (UID BODY.PEEK[HEADER]<0.16384>)\r\n"},
          says{header_of(1, 1) + header_of(1, 1) + "a6 OK\r\n"},
          // No EXPUNGE: whose the second mail is, nobody knows.
          hears{"a7 UID STORE 1" + flags},
          says{"a7 OK\r\n"},
          hears{"a8 UNSELECT\r\n"},
          says{"a8 OK\r\n"}}}
    ));
    std::vector<removal> const what{{{"INBOX", 1, 7}, ours}};
    auto const outcomes = done(client->remove(what, ours));
    ASSERT_TRUE(outcomes.has_value()) << outcomes.error().text();
    EXPECT_EQ(outcomes->at(0).what, deletion::flagged_only);
}

}  // namespace
}  // namespace mailsonde::clients
