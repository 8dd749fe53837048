#include "shared/clients/imap_client.hpp"
#include "shared/net/net_errc.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "tests/unit/clients/looking.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsonde::clients {
namespace {

using namespace looking;
using wire::imap::deletion;
using wire::imap::imap_errc;

bool ours(std::string_view header) {
    return header.find(token) != std::string_view::npos;
}

removal of(std::string folder, std::uint32_t uid) {
    return {{std::move(folder), 1, uid}, ours};
}

std::string selected(std::string const& tag, int uid_validity = 1) {
    return "* 4 EXISTS\r\n* OK [UIDVALIDITY " + std::to_string(uid_validity) + "] ok\r\n" + tag +
           " OK [READ-WRITE] done\r\n";
}

std::string header_of(int sequence, int uid, std::string const& subject) {
    auto const header = "Subject: " + subject + "\r\n\r\n";
    return "* " + std::to_string(sequence) + " FETCH (UID " + std::to_string(uid) +
           " BODY[HEADER]<0> {" + std::to_string(header.size()) + "}\r\n" + header + ")\r\n";
}

std::string select(
    std::string const& tag,
    std::string const& fetch_tag,
    std::string const& uids,
    std::string const& folder = "INBOX"
) {
    return tag + " SELECT \"" + folder + "\"\r\n" + fetch_tag + " UID FETCH " + uids +
           " (UID BODY.PEEK[HEADER]<0.65536>)\r\n";
}

std::string const flags = " +FLAGS.SILENT (\\Seen \\Deleted)\r\n";

class ImapClientRemove : public imap_case {
protected:
    result<std::vector<removal_outcome>> removed(std::vector<removal> what) {
        return done(client->remove(std::move(what), ours));
    }
};

/// UID 7 of INBOX, on a connection whose next tag is a2.
script one_removal() {
    return {
        hears{select("a2", "a3", "7")},
        says{selected("a2") + header_of(2, 7, token) + "a3 OK\r\n"},
        hears{"a4 UID STORE 7" + flags + "a5 UID EXPUNGE 7\r\na6 UNSELECT\r\n"},
        says{"* 2 EXPUNGE\r\na4 OK\r\na5 OK\r\na6 OK\r\n"},
    };
}

TEST_F(ImapClientRemove, TellsTheFateOfEachMailInItsPlace) {
    plays(joined(
        {login(),
         {hears{select("a2", "a3", "7,8,9")},
          says{selected("a2") + header_of(2, 7, token) + header_of(3, 8, "lunch?") + "a3 OK\r\n"},
          hears{"a4 UID STORE 7" + flags + "a5 UID EXPUNGE 7\r\na6 UNSELECT\r\n"},
          says{"* 2 EXPUNGE\r\na4 OK\r\na5 OK\r\na6 OK\r\n"},
          hears{select("a7", "a8", "3", "Spam")},
          says{selected("a7", 2) + "a8 OK\r\n"},
          hears{"a9 UNSELECT\r\n"},
          says{"a9 OK\r\n"}}}
    ));
    auto const outcomes = removed({of("INBOX", 7), of("Spam", 3), of("INBOX", 8), of("INBOX", 9)});
    ASSERT_TRUE(outcomes.has_value()) << outcomes.error().text();
    ASSERT_EQ(outcomes->size(), 4U);
    EXPECT_EQ(outcomes->at(0).place, (model::mail_place{"INBOX", 1, 7}));
    EXPECT_EQ(outcomes->at(0).what, deletion::expunged);
    EXPECT_EQ(outcomes->at(1).place.folder, "Spam");
    EXPECT_EQ(outcomes->at(1).what, deletion::refused);
    ASSERT_TRUE(outcomes->at(1).reason.has_value());
    EXPECT_EQ(outcomes->at(1).reason->code, error_code(imap_errc::uid_validity_changed));
    EXPECT_EQ(outcomes->at(2).what, deletion::not_ours);
    EXPECT_EQ(outcomes->at(3).what, deletion::already_gone);
    EXPECT_TRUE(client->is_connected());
}

TEST_F(ImapClientRemove, NothingNeedsNoConnection) {
    plays({});
    plays_along = false;
    auto const outcomes = removed({});
    ASSERT_TRUE(outcomes.has_value());
    EXPECT_TRUE(outcomes->empty());
    EXPECT_FALSE(client->is_connected());
}

TEST_F(ImapClientRemove, ADeadConnectionIsReplacedOnce) {
    plays(joined({begin(), {hangs_up{}}, login(), one_removal()}));
    looked();
    auto const outcomes = removed({of("INBOX", 7)});
    ASSERT_TRUE(outcomes.has_value()) << outcomes.error().text();
    EXPECT_EQ(outcomes->at(0).what, deletion::expunged);
}

TEST_F(ImapClientRemove, AConnectionThatBreaksLaterIsAFailureAlsoIfItWasKept) {
    plays(joined(
        {login(),
         one_removal(),
         {hears{select("a7", "a8", "8")},
          says{selected("a7") + "a8 OK\r\n"},
          hears{"a9 UNSELECT\r\n"},
          says{"a9 OK\r\n"},
          hears{select("a10", "a11", "3", "Spam")}}}
    ));
    ASSERT_TRUE(removed({of("INBOX", 7)}).has_value());
    auto const outcomes = removed({of("INBOX", 8), of("Spam", 3)});
    ASSERT_TRUE(outcomes.has_error());
    EXPECT_EQ(outcomes.error().code, error_code(net::net_errc::connection_closed));
    EXPECT_FALSE(client->is_connected());
}

TEST_F(ImapClientRemove, LearnsThatUidExpungeIsNotThereForTheNextConnectionToo) {
    plays(joined(
        {login("UIDPLUS UNSELECT"),
         {hears{select("a2", "a3", "7")},
          says{selected("a2") + header_of(2, 7, token) + "a3 OK\r\n"},
          hears{"a4 UID STORE 7" + flags + "a5 UID EXPUNGE 7\r\na6 UNSELECT\r\n"},
          says{"a4 OK\r\na5 BAD unknown command\r\na6 OK\r\n"},
          hears{"a7 LOGOUT\r\n"},
          hangs_up{}},
         login("UIDPLUS UNSELECT"),
         {hears{select("a2", "a3", "8")},
          says{selected("a2") + header_of(2, 8, token) + "a3 OK\r\n"},
          hears{"a4 UID STORE 8" + flags + "a5 UNSELECT\r\n"},
          says{"a4 OK\r\na5 OK\r\n"}}}
    ));
    auto const first = removed({of("INBOX", 7)});
    ASSERT_TRUE(first.has_value()) << first.error().text();
    EXPECT_EQ(first->at(0).what, deletion::flagged_only);
    done(client->close());
    auto const second = removed({of("INBOX", 8)});
    ASSERT_TRUE(second.has_value()) << second.error().text();
    EXPECT_EQ(second->at(0).what, deletion::flagged_only);
}

TEST_F(ImapClientRemove, AWatchedFolderIsNeverTakenForOurOwn) {
    for (bool const watched : {false, true}) {
        auto const moved =
            watched ? script()
                    : script{hears{"a9 UID MOVE 7 \"Mailsonde-Deleted\"\r\n"}, says{"a9 BAD\r\n"}};
        std::string const tag = watched ? "a9" : "a10";
        std::string const next = watched ? "a10" : "a11";
        plays(joined(
            {login("MOVE UNSELECT LIST-STATUS SPECIAL-USE"),
             list(),
             first_look(),
             {hears{select("a7", "a8", "7")},
              says{selected("a7") + header_of(2, 7, token) + "a8 OK\r\n"}},
             moved,
             {hears{tag + " UID STORE 7" + flags + next + " UNSELECT\r\n"},
              says{tag + " OK\r\n" + next + " OK\r\n"}}}
        ));
        auto asked = request();
        asked.also_folders = {watched ? "Mailsonde-Deleted" : "Elsewhere"};
        looked(asked);
        auto const outcomes = removed({of("INBOX", 7)});
        ASSERT_TRUE(outcomes.has_value()) << outcomes.error().text();
        EXPECT_EQ(outcomes->at(0).what, deletion::flagged_only);
        TearDown();
    }
}

}  // namespace
}  // namespace mailsonde::clients
