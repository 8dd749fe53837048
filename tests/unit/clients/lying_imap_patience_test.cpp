// IMAP servers that keep us waiting. Only the phase under test is short of time; whoever is silent
// there never answers, however slow the machine.
#include "tests/unit/clients/lying_imap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::clients {
namespace {

using namespace lying;
using namespace std::chrono_literals;

class LyingImapPatience : public lying_imap_case {
protected:
    void gives_up(script steps, std::string const& phase) {
        SCOPED_TRACE(phase);
        budgets = {{phase, 30ms}};
        plays(std::move(steps));
        failed(net_errc::timed_out, phase);
        TearDown();
    }
};

TEST_F(LyingImapPatience, SilenceInEveryPhaseOfALook) {
    script const silence{hears_the_end{}};
    gives_up(silence, "imap.greeting");
    gives_up(joined({{says{ready}, hears{authenticate}}, silence}), "imap.auth");
    gives_up(
        joined({at_login("a1 OK in\r\n"), {hears{"a2 CAPABILITY\r\n"}}, silence}), "imap.capability"
    );
    gives_up(joined({login(), {hears{list_bytes("a2")}}, silence}), "imap.list");
    gives_up(joined({login(), list(), {hears{first_look_bytes()}}, silence}), "imap.fetch");
    gives_up(
        joined(
            {login(""),
             {hears{"a2 LIST \"\" \"*\"\r\n"},
              says{"* LIST () \"/\" INBOX\r\na2 OK\r\n"},
              hears{"a3 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY)\r\n"}},
             silence}
        ),
        "imap.status"
    );
}

TEST_F(LyingImapPatience, SilenceWhereTlsIsToBegin) {
    budgets = {{"imap.tls", 30ms}};
    serve({stays_silent{}});
    connects_to({"127.0.0.1", peer->port(), tls_mode::implicit, {}});
    failed(net_errc::timed_out, "imap.tls");
    TearDown();
    serve(
        {says{"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"},
         hears{"a1 STARTTLS\r\n"},
         says{"a1 OK go\r\n"},
         stays_silent{}}
    );
    connects_to({"127.0.0.1", peer->port(), tls_mode::starttls, {}});
    failed(net_errc::timed_out, "imap.tls");
}

TEST_F(LyingImapPatience, SilenceInADeletion) {
    for (auto const* const phase : {"imap.select", "imap.expunge"}) {
        budgets = {{phase, 30ms}};
        script steps{
            hears{"a2 SELECT \"INBOX\"\r\na3 UID FETCH 7 (UID BODY.PEEK[HEADER]<0.65536>)\r\n"}
        };
        if (phase == std::string("imap.expunge")) {
            auto const header = our_field + "\r\n\r\n";
            steps.emplace_back(says{
                "* 4 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\na2 OK [READ-WRITE] done\r\n"
                "* 2 FETCH (UID 7 BODY[HEADER]<0> {" +
                std::to_string(header.size()) + "}\r\n" + header + ")\r\na3 OK\r\n"
            });
            steps.emplace_back(
                hears{"a4 UID STORE 7 +FLAGS.SILENT (\\Seen \\Deleted)\r\na5 UID EXPUNGE 7\r\na6 "
                      "UNSELECT\r\n"}
            );
        }
        plays(joined({login(), steps, {hears_the_end{}}}));
        auto const ours = [](std::string_view /*header*/) { return true; };
        std::vector<removal> const what{{{"INBOX", 1, 7}, ours}};
        auto const outcomes = done(client->remove(what, ours));
        ended();
        ASSERT_TRUE(outcomes.has_error()) << phase;
        EXPECT_EQ(outcomes.error().code, error_code(net_errc::timed_out));
        EXPECT_TRUE(outcomes.error().detail.starts_with(phase)) << outcomes.error().detail;
        EXPECT_FALSE(client->is_connected());
        TearDown();
    }
}

TEST_F(LyingImapPatience, OneOctetAtATime) {
    gives_up({drips{"* OK [CAPABILITY IMAP4rev1] and so on "}}, "imap.greeting");
    gives_up(
        joined({login(), list(), {hears{first_look_bytes()}, drips{"* 4 FETCH (FLAGS ())\r\n"}}}),
        "imap.fetch"
    );
}

TEST_F(LyingImapPatience, SilenceAtTheGoodbye) {
    budgets = {{"imap.logout", 30ms}};
    plays(joined({begin(), {hears{"a7 LOGOUT\r\n"}, hears_the_end{}}}));
    EXPECT_TRUE(looked().complete);
    done(client->close());
    ended();
    EXPECT_FALSE(client->is_connected());
}

}  // namespace
}  // namespace mailsonde::clients
