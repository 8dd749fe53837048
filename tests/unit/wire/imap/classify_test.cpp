#include "shared/wire/imap/classify.hpp"

#include "tests/unit/wire/imap/parsed.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::imap {
namespace {

TEST(ImapClassify, KnowsWhatServersSay) {
    struct {
        std::string line;
        imap_errc code;
    } const cases[] = {
        {"NO [LIMIT] Maximum number of connections from user+IP exceeded", imap_errc::limited},
        {"NO [INUSE] Mailbox in use", imap_errc::limited},
        {"NO [UNAVAILABLE] Temporary authentication failure.", imap_errc::unavailable},
        {"NO [SERVERBUG] SEARCH Server error", imap_errc::unavailable},
        {"NO [AUTHENTICATIONFAILED] Authentication failed.", imap_errc::authentication_failed},
        {"NO [EXPIRED] Password expired", imap_errc::authentication_failed},
        {"NO [AUTHORIZATIONFAILED] No such authorization-ID", imap_errc::authorization_failed},
        {"NO [PRIVACYREQUIRED] Connection offers no privacy", imap_errc::login_disabled},
        {"NO [WEBALERT https://x] Web login required.", imap_errc::web_login_required},
        {"NO [NONEXISTENT] Unknown Mailbox: Junk", imap_errc::no_such_folder},
        {"NO [TRYCREATE] Mailbox doesn't exist: Mailsonde", imap_errc::no_such_folder},
        {"NO Mailbox doesn't exist: Junk (0.001 + 0.000 secs).", imap_errc::no_such_folder},
        {"NO Mailbox does not exist", imap_errc::no_such_folder},
        {"NO [ALERT] Too many simultaneous connections. (Failure)", imap_errc::limited},
        {"NO Too many connections from your address", imap_errc::limited},
        {"NO Too many open connections", imap_errc::limited},
        {"BAD User is authenticated but not connected.", imap_errc::limited},
        {"BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds", imap_errc::limited
        },
        {"NO [ALERT] Scheduled downtime", imap_errc::command_refused},
        {"NO Error in IMAP command received by server.", imap_errc::command_refused},
        {"BAD", imap_errc::command_refused},
    };

    for (auto const& one : cases) {
        auto const responses = test::all_responses("a1 " + one.line + "\r\n");
        ASSERT_TRUE(responses.has_value()) << one.line;
        auto const reason =
            refusal(std::get<tagged>(responses->front()), imap_errc::command_refused);
        EXPECT_EQ(reason.code, one.code) << one.line;
        EXPECT_EQ(reason.detail, one.line);
    }
}

TEST(ImapClassify, ReadsTheSuggestedPause) {
    struct {
        std::string_view text;
        std::optional<milliseconds> pause;
    } const cases[] = {
        {"Request is throttled. Suggested Backoff Time: 299961 milliseconds", milliseconds(299961)},
        {"suggested backoff time:5 milliseconds", milliseconds(5)},
        {"Suggested Backoff Time: 4294967295 milliseconds", std::chrono::hours(24)},
        {"Suggested Backoff Time: 5 parsecs", std::nullopt},
        {"Suggested Backoff Time: milliseconds", std::nullopt},
        {"Suggested Backoff Time: -5 milliseconds", std::nullopt},
        {"User is authenticated but not connected.", std::nullopt},
    };

    for (auto const& one : cases) {
        EXPECT_EQ(suggested_backoff(one.text), one.pause) << one.text;
    }
}

TEST(ImapClassify, ShowsHarmlessText) {
    auto const reason = refusal(test::untagged_in("* BYE \x1B[31mgo\x07 away"), imap_errc::bye);
    EXPECT_EQ(reason.code, imap_errc::bye);
    EXPECT_EQ(reason.detail, "BYE ?[31mgo? away");
}

TEST(ImapErrc, EveryCodeHasItsMessage) {
    for (auto code = 1; code <= static_cast<int>(imap_errc::still_there); ++code) {
        auto const made = make_error_code(static_cast<imap_errc>(code));
        EXPECT_NE(made.message(), "unknown IMAP error") << code;
        EXPECT_TRUE(made.failed());
    }
    EXPECT_STREQ(make_error_code(imap_errc::bye).category().name(), "mailsonde.imap");
}

}  // namespace
}  // namespace mailsonde::wire::imap
