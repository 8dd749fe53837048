// IMAP servers that lie before anybody is logged in, or at the login.
#include "shared/wire/sasl/sasl_errc.hpp"
#include "tests/unit/clients/lying_imap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace mailsonde::clients {
namespace {

using namespace lying;
using namespace std::chrono_literals;

class LyingImapLogin : public lying_imap_case {};

TEST_F(LyingImapLogin, AnotherProtocolsBannerAsGreeting) {
    for (std::string const banner :
         {"220 mx.example ESMTP Postfix\r\n",
          "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
          "+OK POP3 ready\r\n",
          "SSH-2.0-OpenSSH_9.2\r\n",
          "* HELLO\r\n"}) {
        fails({says{banner}}, imap_errc::bad_greeting, "imap.greeting");
        TearDown();
    }
}

TEST_F(LyingImapLogin, ByeAsGreeting) {
    fails({says{"* BYE go away\r\n"}}, imap_errc::bye, "imap.greeting");
    TearDown();
    auto const busy = fails(
        {says{"* BYE [UNAVAILABLE] \x1b[31mtoo busy\r\n"}}, imap_errc::unavailable, "imap.greeting"
    );
    EXPECT_EQ(busy.failure->detail, "imap.greeting: BYE [UNAVAILABLE] ?[31mtoo busy");
}

TEST_F(LyingImapLogin, PreauthWhereTlsIsToCome) {
    fails_in_clear(
        {says{"* PREAUTH [CAPABILITY IMAP4rev1] welcome, root\r\n"}},
        imap_errc::preauth_refused,
        "imap.greeting"
    );
}

TEST_F(LyingImapLogin, StarttlsStrippedFromTheCapabilities) {
    fails_in_clear({says{ready}}, imap_errc::starttls_unavailable, "imap.starttls");
}

TEST_F(LyingImapLogin, StarttlsRefused) {
    fails_in_clear(
        {says{"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"},
         hears{"a1 STARTTLS\r\n"},
         says{"a1 NO try without\r\n"}},
        imap_errc::starttls_refused,
        "imap.starttls"
    );
}

TEST_F(LyingImapLogin, DataBehindTheOkOfStarttls) {
    fails_in_clear(
        {says{"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"},
         hears{"a1 STARTTLS\r\n"},
         says{"a1 OK go\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected\r\n"}},
        imap_errc::injected_after_starttls,
        "imap.starttls"
    );
}

TEST_F(LyingImapLogin, Logindisabled) {
    fails(
        {says{"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\r\n"}},
        imap_errc::login_disabled,
        "imap.auth"
    );
}

TEST_F(LyingImapLogin, LogindisabledAfterTheLogin) {
    reads(joined({login("LIST-STATUS SPECIAL-USE LOGINDISABLED"), list(), first_look()}));
}

TEST_F(LyingImapLogin, Webalert) {
    auto const report = fails(
        at_login("a1 NO [WEBALERT https://login.example/] Web login required.\r\n"),
        imap_errc::web_login_required,
        "imap.auth"
    );
    EXPECT_TRUE(is_login_refusal(report.failure->code));
}

TEST_F(LyingImapLogin, LimitAndInuse) {
    for (std::string const answer :
         {"a1 NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n",
          "a1 NO [INUSE] Mailbox in use\r\n",
          "a1 NO Too many simultaneous connections. (Failure)\r\n"}) {
        auto const report = fails(at_login(answer), imap_errc::limited, "imap.auth");
        EXPECT_FALSE(is_login_refusal(report.failure->code)) << "nobody's password was wrong";
        TearDown();
    }
}

TEST_F(LyingImapLogin, UserIsAuthenticatedButNotConnected) {
    auto const report = fails(
        joined(
            {login(),
             {hears{list_bytes("a2")}, says{"a2 BAD User is authenticated but not connected.\r\n"}}}
        ),
        imap_errc::limited,
        "imap.list"
    );
    EXPECT_FALSE(is_login_refusal(report.failure->code));
}

TEST_F(LyingImapLogin, SuggestedBackoffTime) {
    auto const throttled = [this](std::string const& time) {
        auto const report = fails(
            at_login("a1 BAD Request is throttled. Suggested Backoff Time: " + time + "\r\n"),
            imap_errc::limited,
            "imap.auth"
        );
        TearDown();
        return report.wanted_pause;
    };
    EXPECT_EQ(throttled("299961 milliseconds"), 299'961ms);
    EXPECT_EQ(throttled("4294967295 milliseconds"), 24h) << "nobody keeps us away for weeks";
    EXPECT_EQ(throttled("99999999999999999999 milliseconds"), std::nullopt);
    EXPECT_EQ(throttled("-1 milliseconds"), std::nullopt);
}

TEST_F(LyingImapLogin, WhatIsPipelinedBehindTheLoginIsSwallowed) {
    script const courier{
        says{ready},
        hears{authenticate},
        swallows{},
        says{"a1 OK in\r\n"},
        hears{"a2 CAPABILITY\r\n"},
        says{"* CAPABILITY IMAP4rev1 LIST-STATUS SPECIAL-USE\r\na2 OK\r\n"},
        hears{list_bytes("a3")},
        says{"a3 OK\r\n"},
        hears{"a4 EXAMINE \"INBOX\"\r\na5 UID FETCH 9:508" + items},
        says{opened("a4", 9) + "a5 OK\r\n"},
    };
    script const goodbye{hears{"a6 LOGOUT\r\n"}, hangs_up{}};
    reads(joined({courier, goodbye, courier}));
    done(client->close());
    EXPECT_TRUE(looked().complete) << "that it once went well is no reason to pipeline either";
}

TEST_F(LyingImapLogin, ContinuationsWithoutReason) {
    reads(joined(
        {at_login("+ \r\n+\r\na1 OK [CAPABILITY IMAP4rev1 LIST-STATUS SPECIAL-USE] in\r\n+ \r\n"),
         list(),
         {hears{first_look_bytes()},
          says{
              "+ go ahead\r\n" + opened("a3", 9) + "+\r\na4 OK\r\n" + opened("a5", 3) + "a6 OK\r\n"
          }}}
    ));
}

TEST_F(LyingImapLogin, AnUnknownTag) {
    auto const report = fails(at_login("a9 OK in\r\n"), imap_errc::bad_response, "imap.auth");
    EXPECT_EQ(report.failure->detail, "imap.auth: unknown tag a9");
}

TEST_F(LyingImapLogin, CapabilitiesThatAreNoneAfterTheLogin) {
    reads(
        {says{"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN LIST-STATUS SPECIAL-USE] ready\r\n"},
         hears{authenticate},
         says{"a1 OK [CAPABILITY IMAP4rev1] in\r\n"},
         hears{"a2 LIST \"\" \"*\"\r\n"},
         says{"* LIST () \"/\" INBOX\r\na2 OK\r\n"},
         hears{"a3 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)\r\n"},
         says{"* STATUS INBOX (UIDNEXT 9 UIDVALIDITY 1)\r\na3 OK\r\n"},
         hears{"a4 EXAMINE \"INBOX\"\r\na5 UID FETCH 9:*" + items},
         says{opened("a4", 9) + "a5 OK\r\n"}}
    );
}

TEST_F(LyingImapLogin, OkWithoutTheProofOfScram) {
    auto const report = fails(
        {says{"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] ready\r\n"},
         answers{[](std::string const& /*line*/) { return "a1 OK come in\r\n"; }}},
        error_code(wire::sasl::sasl_errc::server_not_proven),
        "imap.auth"
    );
    EXPECT_TRUE(is_login_refusal(report.failure->code)) << "it may be another server";
}

}  // namespace
}  // namespace mailsonde::clients
