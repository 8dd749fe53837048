#include "shared/wire/imap/command_group.hpp"

#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailsonde::wire::imap {
namespace {

struct peer {
    imap::session session;
    command_group group{session};
    std::vector<std::string> heard;
    std::vector<std::size_t> completed;

    result<action> says(std::string_view bytes) {
        return group.resume(
            bytes,
            [this](untagged& response, std::size_t current) {
                heard.push_back(response.name + "@" + std::to_string(current));
            },
            [this](std::size_t index) { completed.push_back(index); }
        );
    }

    /// What is sent after the peer said `bytes`; empty if nothing is.
    std::string sends(std::string_view bytes = {}) {
        auto const next = says(bytes);
        EXPECT_TRUE(next.has_value());
        auto const* const sent = next ? std::get_if<send_bytes>(&*next) : nullptr;
        return sent == nullptr ? "" : sent->bytes;
    }

    void add(std::string_view verb) { group.add(command_text(verb, session.capabilities).made()); }
};

TEST(ImapCommandText, QuotesOrSendsLiterals) {
    struct {
        std::string_view capabilities;
        std::string argument;
        std::vector<std::string> pieces;
    } const cases[] = {
        {"", "INBOX", {"X \"INBOX\""}},
        {"", "", {"X \"\""}},
        {"", "a \"b\\c\"", {R"(X "a \"b\\c\"")"}},
        {"", "a\r\nb LOGOUT", {"X {11}\r\n", "a\r\nb LOGOUT"}},
        {"", "\xC3\xA9", {"X {2}\r\n", "\xC3\xA9"}},
        {"LITERAL+", "\xC3\xA9", {"X {2+}\r\n\xC3\xA9"}},
        {"LITERAL-", "\xC3\xA9", {"X {2+}\r\n\xC3\xA9"}},
        {"LITERAL-", std::string(4097, 'x'), {"X {4097}\r\n", std::string(4097, 'x')}},
        {"LITERAL+", std::string(4097, 'x'), {"X {4097+}\r\n" + std::string(4097, 'x')}},
        {"", std::string("a\0b", 3), {"X {3}\r\n", std::string("a\0b", 3)}},
    };

    for (auto const& one : cases) {
        auto const made =
            command_text("X", capabilities(one.capabilities)).argument(one.argument).made();
        EXPECT_EQ(made.pieces, one.pieces) << one.argument;
    }
}

TEST(ImapCommandText, ShowsNoSecret) {
    auto const made = command_text("LOGIN", {}).argument("anna").secret_argument("pa\"ss").made();
    EXPECT_EQ(made.pieces.front(), "LOGIN \"anna\" \"pa\\\"ss\"");
    EXPECT_EQ(made.shown, "LOGIN \"anna\" ***");
}

TEST(ImapCommandGroup, TakesCompletionsInAnyOrder) {
    peer p;
    p.add("NOOP");
    p.add("STATUS x (UIDNEXT)");
    p.add("CHECK");
    EXPECT_EQ(p.sends(), "a1 NOOP\r\na2 STATUS x (UIDNEXT)\r\na3 CHECK\r\n");
    ASSERT_TRUE(p.says(
        "* STATUS x (UIDNEXT 4)\r\na2 OK\r\n* 4 EXISTS\r\na1 OK\r\n* 1 RECENT\r\na3 NO x\r\n"
    ));
    EXPECT_EQ(p.completed, (std::vector<std::size_t>{1, 0, 2}));
    EXPECT_EQ(p.heard, (std::vector<std::string>{"STATUS@0", "EXISTS@0", "RECENT@2"}));
    EXPECT_TRUE(p.group.ok(0));
    EXPECT_TRUE(p.group.ok(1));
    EXPECT_FALSE(p.group.ok(2));
    EXPECT_EQ(p.group.completion(2).text, "x");
}

TEST(ImapCommandGroup, RefusesTagsThatItNeverSentOrSawAlready) {
    for (auto const* const bad : {"a2 OK\r\n", "a01 OK\r\n", "A1 OK\r\n", "a1 OK\r\n"}) {
        peer p;
        p.add("NOOP");
        p.add("NOOP");
        p.sends();
        auto const fine = std::string(bad) == "a2 OK\r\n" || std::string(bad) == "a1 OK\r\n";
        auto next = p.says(bad);
        EXPECT_EQ(next.has_value(), fine) << bad;
        if (fine) {
            next = p.says(bad);
        }
        ASSERT_TRUE(next.has_error()) << bad;
        EXPECT_EQ(next.error().code, imap_errc::bad_response) << bad;
    }
}

TEST(ImapCommandGroup, WaitsAtSynchronizingLiterals) {
    peer p;
    p.add("NOOP");
    p.group.add(command_text("EXAMINE", {}).argument("\xC3\xA9").made());
    p.add("UNSELECT");
    EXPECT_EQ(p.sends(), "a1 NOOP\r\na2 EXAMINE {2}\r\n");
    ASSERT_TRUE(std::holds_alternative<need_bytes>(*p.says("a1 OK\r\n")));
    EXPECT_EQ(p.sends("+ go\r\n"), "\xC3\xA9\r\na3 UNSELECT\r\n");
    EXPECT_TRUE(std::holds_alternative<finished>(*p.says("a2 OK\r\na3 OK\r\n")));
}

TEST(ImapCommandGroup, GoesOnWhenALiteralIsRefused) {
    peer p;
    p.group.add(command_text("EXAMINE", {}).argument("\xC3\xA9").made());
    p.add("UNSELECT");
    EXPECT_EQ(p.sends(), "a1 EXAMINE {2}\r\n");
    EXPECT_EQ(p.sends("a1 NO literal not allowed\r\n"), "a2 UNSELECT\r\n");
    EXPECT_TRUE(std::holds_alternative<finished>(*p.says("a2 OK\r\n")));
    EXPECT_FALSE(p.group.ok(0));
}

TEST(ImapCommandGroup, IgnoresContinuationsWithoutReason) {
    peer p;
    p.add("NOOP");
    p.sends();
    ASSERT_TRUE(std::holds_alternative<need_bytes>(*p.says("+\r\n+ idling\r\n")));
    EXPECT_TRUE(std::holds_alternative<finished>(*p.says("a1 OK\r\n")));
}

TEST(ImapCommandGroup, EndsAtBye) {
    peer p;
    p.add("NOOP");
    p.sends();
    auto const next = p.says("* BYE [UNAVAILABLE] shutting down\r\n");
    ASSERT_TRUE(next.has_error());
    EXPECT_EQ(next.error().code, imap_errc::unavailable);

    peer gmail;
    gmail.add("NOOP");
    gmail.sends();
    EXPECT_EQ(gmail.says("* BYE Session expired\r\n").error().code, imap_errc::bye);
}

TEST(ImapCommandGroup, LimitsUntaggedResponsesPerCommand) {
    std::string flood;
    for (std::size_t i = 0; i < limits::untagged; ++i) {
        flood += "* 1 RECENT\r\n";
    }
    peer p;
    p.add("NOOP");
    p.add("NOOP");
    p.sends();
    ASSERT_TRUE(p.says(flood + "a1 OK\r\n").has_value());
    ASSERT_TRUE(p.says(flood).has_value()) << "each command has its own limit";
    auto const next = p.says("* 1 RECENT\r\n");
    ASSERT_TRUE(next.has_error());
    EXPECT_EQ(next.error().code, imap_errc::too_many_responses);
}

TEST(ImapSession, LimitsTheOctetsOfALook) {
    imap::session session;
    std::string const junk = "* X " + std::string(1020, 'x') + "\r\n";
    result<std::optional<response>> next = std::nullopt;
    std::size_t sent = 0;
    while (next && sent <= limits::look_octets) {
        next = session.next(junk);
        sent += junk.size();
    }
    ASSERT_TRUE(next.has_error());
    EXPECT_EQ(next.error().code, imap_errc::too_many_bytes);
    EXPECT_GT(sent, limits::look_octets);
}

TEST(ImapSession, NotesWhatComesInPassing) {
    peer p;
    p.session.selected.emplace().exists = 5;
    p.add("NOOP");
    p.sends();
    auto const done = p.says(
        "* 2 EXPUNGE\r\n* 4 EXISTS\r\n* VANISHED 7:8\r\n* OK [CAPABILITY IMAP4rev1 MOVE] x\r\n"
        "a1 BAD Request is throttled. Suggested Backoff Time: 1500 milliseconds\r\n"
    );
    ASSERT_TRUE(done.has_value());
    EXPECT_EQ(p.session.expunges, 3U);
    EXPECT_EQ(p.session.selected->exists, 2U);
    EXPECT_FALSE(p.session.selected->grew);
    EXPECT_TRUE(p.session.capabilities.has("MOVE"));
    EXPECT_EQ(p.session.wanted_pause, milliseconds(1500));
}

}  // namespace
}  // namespace mailsonde::wire::imap
