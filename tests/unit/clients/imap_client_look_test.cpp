#include "shared/clients/imap_client.hpp"
#include "shared/net/net_errc.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/sasl/sasl_errc.hpp"
#include "tests/unit/clients/looking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mailsonde::clients {
namespace {

using namespace looking;
using testing::ElementsAre;
using wire::imap::imap_errc;

/// What a look on a kept connection is: Spam is still open, INBOX isn't.
std::string const second_look =
    "a7 UID FETCH 3:*" + items + "a8 EXAMINE \"INBOX\"\r\na9 UID FETCH 9:*" + items;

class ImapClientLook : public imap_case {};

TEST_F(ImapClientLook, IsOneRoundTripOnAKeptConnection) {
    plays(joined(
        {begin(),
         {hears{second_look},
          says{
              "a7 OK\r\n" + opened("a8", 10) + mail(9, "X-Mailsonde-Token: " + token) + "a9 OK\r\n"
          },
          hears{"a10 UID FETCH 10:*" + items + "a11 STATUS \"Spam\" (UIDNEXT UIDVALIDITY)\r\n"},
          says{"a10 OK\r\n* STATUS Spam (UIDNEXT 3 UIDVALIDITY 1)\r\na11 OK\r\n"}}}
    ));
    auto const first = looked();
    EXPECT_TRUE(first.complete);
    EXPECT_TRUE(first.mails.empty());
    EXPECT_TRUE(first.marks.empty());
    EXPECT_FALSE(first.swept);
    for (auto const* phase : {"imap.connect", "imap.greeting", "imap.list", "imap.fetch"}) {
        EXPECT_TRUE(first.phases.contains(phase)) << phase;
    }

    EXPECT_EQ(first.round_trips, 3U) << "login, list, look";

    auto const second = looked();
    EXPECT_TRUE(second.complete);
    EXPECT_EQ(second.round_trips, 1U);
    ASSERT_EQ(second.mails.size(), 1U);
    EXPECT_EQ(second.mails[0].place, (model::mail_place{"INBOX", 1, 9}));
    EXPECT_EQ(second.mails[0].kind, folder_kind::inbox);
    EXPECT_THAT(second.marks, ElementsAre(model::folder_mark{"INBOX", 1, 10}));
    EXPECT_GE(second.began, first.ended);
    EXPECT_GE(second.mails[0].seen_at, second.began);
    EXPECT_GE(second.ended, second.mails[0].seen_at);
    EXPECT_FALSE(second.phases.contains("imap.connect")) << "of this look only";

    auto asked = request();
    asked.marks[0].next_uid = 10;
    auto const third = looked(asked);
    EXPECT_TRUE(third.complete);
    EXPECT_EQ(third.round_trips, 1U) << "of this look only";
}

TEST_F(ImapClientLook, ASweepListsAnewAndFindsWhatIsNew) {
    plays(
        joined(
            {login(),
             list(),
             {hears{"a3 EXAMINE \"INBOX\"\r\na4 UID FETCH 9:*" + items},
              says{opened("a3", 9) + "a4 OK\r\n"}},
             list("a5", "* LIST () \".\" Later\r\n* STATUS Later (UIDNEXT 2 UIDVALIDITY 1)\r\n"),
             {hears{
                  "a6 UID FETCH 9:*" + items + "a7 STATUS \"Later\" (UIDNEXT UIDVALIDITY)\r\n" +
                  "a8 STATUS \"Spam\" (UIDNEXT UIDVALIDITY)\r\n" +
                  "a9 STATUS \"Archive\" (UIDNEXT UIDVALIDITY)\r\n"
              },
              says{"a6 OK\r\n* STATUS Later (UIDNEXT 2 UIDVALIDITY 1)\r\na7 OK\r\n"
                   "* STATUS Spam (UIDNEXT 3 UIDVALIDITY 1)\r\na8 OK\r\n"
                   "* STATUS Archive (UIDNEXT 2 UIDVALIDITY 1)\r\na9 OK\r\n"},
              hears{"a10 EXAMINE \"Later\"\r\na11 UID FETCH 1:*" + items},
              says{opened("a10", 2) + mail(1, "Subject: " + token) + "a11 OK\r\n"}}}
        ),
        "Later"
    );
    EXPECT_TRUE(looked().complete) << "a junk folder that isn't there holds nothing";
    auto asked = request(true);
    asked.marks.push_back({"Later", 1, 1});
    auto const swept = looked(asked);
    EXPECT_TRUE(swept.swept);
    EXPECT_TRUE(swept.complete);
    ASSERT_EQ(swept.mails.size(), 1U);
    EXPECT_EQ(swept.mails[0].kind, folder_kind::junk);
    EXPECT_TRUE(swept.phases.contains("imap.list"));
}

TEST_F(ImapClientLook, ARefusedFolderMakesItIncompleteAndKeepsTheConnection) {
    plays(joined(
        {login(),
         list(),
         {hears{first_look_bytes()},
          says{opened("a3", 9) + "a4 OK\r\na5 NO no permission\r\na6 BAD nothing open\r\n"}}}
    ));
    auto const report = looked();
    EXPECT_FALSE(report.complete);
    EXPECT_EQ(report.failure, std::nullopt);
    ASSERT_EQ(report.unreadable.size(), 1U);
    EXPECT_TRUE(report.unreadable[0].starts_with("Spam: ")) << report.unreadable[0];
    EXPECT_TRUE(client->is_connected());
}

TEST_F(ImapClientLook, AFolderThatIsGoneIsLookedUpAgain) {
    plays(joined(
        {login(),
         list(),
         {hears{first_look_bytes()},
          says{opened("a3", 9) + "a4 OK\r\na5 NO [NONEXISTENT] gone\r\na6 BAD no\r\n"}},
         {hears{list_bytes("a7")},
          says{"* LIST () \".\" INBOX\r\n* STATUS INBOX (UIDNEXT 9)\r\na7 OK\r\n"},
          hears{"a8 EXAMINE \"INBOX\"\r\na9 UID FETCH 9:*" + items},
          says{opened("a8", 9) + "a9 OK\r\n"}}}
    ));
    EXPECT_FALSE(looked().complete);
    EXPECT_TRUE(looked().complete);
}

TEST_F(ImapClientLook, ADeadConnectionIsReplacedOnce) {
    script const deaths[] = {
        {hangs_up{}},
        {says{"* BYE Disconnected for inactivity.\r\n"}, hangs_up{}},
        {hears{second_look}, says{"* BYE [UNAVAILABLE] Server shutting down.\r\n"}, hangs_up{}},
    };
    for (auto const& death : deaths) {
        plays(joined({begin(), death, begin()}));
        EXPECT_TRUE(looked().complete);
        auto const second = looked();
        EXPECT_TRUE(second.complete);
        EXPECT_TRUE(second.phases.contains("imap.connect"));
        TearDown();
    }
    plays(joined({begin(), {hangs_up{}}, login(), {hears{list_bytes("a2")}}}));
    looked();
    auto const failed = looked();
    ASSERT_TRUE(failed.failure.has_value());
    EXPECT_EQ(failed.failure->code, error_code(net::net_errc::connection_closed));
    EXPECT_FALSE(client->is_connected());
}

TEST_F(ImapClientLook, AServerThatIsBusyOrLimitsUsIsToldApart) {
    struct {
        char const* answer;
        bool limited;
        bool refused;
    } const cases[] = {
        {"a1 NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n", true, false},
        {"a1 NO [INUSE] Mailbox is in use\r\n", true, false},
        {"a1 NO [UNAVAILABLE] Temporary authentication failure\r\n", true, false},
        {"a1 NO [SERVERBUG] Internal error\r\n", true, false},
        {"a1 NO [ALERT] Too many simultaneous connections.\r\n", true, false},
        {"* BYE [UNAVAILABLE] Server shutting down.\r\n", true, false},
        {"a1 NO [AUTHENTICATIONFAILED] Invalid credentials\r\n", false, true},
        {"a1 NO Login failed\r\n", false, true},
        {"* BYE bye\r\n", false, false},
    };

    for (auto const& c : cases) {
        plays(
            {says{"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"},
             hears{"a1 AUTHENTICATE PLAIN AGFubmEAaHVudGVyMg==\r\n"},
             says{c.answer}}
        );
        auto const report = looked();
        ASSERT_TRUE(report.failure.has_value()) << c.answer;
        EXPECT_EQ(report.limited, c.limited) << c.answer;
        EXPECT_EQ(is_login_refusal(report.failure->code), c.refused) << c.answer;
        TearDown();
    }
}

TEST_F(ImapClientLook, FoldersThatAreBusyAreToldApartToo) {
    struct {
        char const* inbox;
        char const* spam;
        bool limited;
    } const cases[] = {
        {"OK [READ-ONLY] done", "NO [INUSE] somebody has it open", true},
        {"NO [SERVERBUG] oops", "NO [LIMIT] later", true},
        {"NO [INUSE] later", "NO no permission", false},
    };

    for (auto const& c : cases) {
        plays(joined(
            {login(),
             list(),
             {hears{first_look_bytes()},
              says{
                  "* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT 9] ok\r\na3 " + std::string(c.inbox) +
                  "\r\na4 " + (std::string(c.inbox).starts_with("OK") ? "OK" : "BAD no") +
                  "\r\na5 " + c.spam + "\r\na6 BAD no\r\n"
              }}}
        ));
        auto const report = looked();
        EXPECT_EQ(report.failure, std::nullopt);
        EXPECT_FALSE(report.unreadable.empty());
        EXPECT_EQ(report.limited, c.limited) << c.inbox << ", " << c.spam;
        TearDown();
    }
}

TEST_F(ImapClientLook, ARefusedLoginIsToldAndNotRepeated) {
    plays(
        {says{"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"},
         hears{"a1 AUTHENTICATE PLAIN AGFubmEAaHVudGVyMg==\r\n"},
         says{"a1 NO [AUTHENTICATIONFAILED] Invalid credentials\r\n"}}
    );
    auto const report = looked();
    ASSERT_TRUE(report.failure.has_value());
    EXPECT_TRUE(is_login_refusal(report.failure->code)) << report.failure->text();
    EXPECT_FALSE(report.complete);
    EXPECT_FALSE(client->is_connected());
    EXPECT_TRUE(report.phases.contains("imap.connect"));
}

TEST_F(ImapClientLook, PassesOnThatTheServerWantsAPauseOnce) {
    plays(joined(
        {login(),
         list(),
         {hears{first_look_bytes()},
          says{
              opened("a3", 9) + "a4 OK\r\n" + opened("a5", 3) +
              "a6 NO Request is throttled. Suggested Backoff Time: 5000 milliseconds\r\n"
          },
          hears{second_look},
          says{"a7 OK\r\n" + opened("a8", 9) + "a9 OK\r\n"}}}
    ));
    EXPECT_EQ(looked().wanted_pause, milliseconds(5'000));
    EXPECT_EQ(looked().wanted_pause, std::nullopt);
}

TEST_F(ImapClientLook, ClosingLogsOut) {
    plays(joined({begin(), {hears{"a7 LOGOUT\r\n"}, says{"* BYE\r\na7 OK\r\n"}}}));
    looked();
    done(client->close());
    EXPECT_FALSE(client->is_connected());
    done(client->close());
}

TEST(ImapClient, KnowsARefusedLoginFromOtherTrouble) {
    using wire::sasl::sasl_errc;
    for (error_code const code : {
             error_code(imap_errc::authentication_failed),
             error_code(imap_errc::authorization_failed),
             error_code(imap_errc::web_login_required),
             error_code(sasl_errc::refused),
             error_code(sasl_errc::server_not_proven),
         }) {
        EXPECT_TRUE(is_login_refusal(code)) << code.message();
    }
    for (error_code const code : {
             error_code(imap_errc::login_disabled),
             error_code(imap_errc::auth_unavailable),
             error_code(imap_errc::command_refused),
             error_code(imap_errc::limited),
             error_code(imap_errc::unavailable),
             error_code(sasl_errc::malformed_challenge),
             error_code(net::net_errc::connection_lost),
             error_code(),
         }) {
        EXPECT_FALSE(is_login_refusal(code)) << code.message();
    }
}

}  // namespace
}  // namespace mailsonde::clients
