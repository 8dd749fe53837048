#include "shared/wire/imap/login_dialog.hpp"

#include "shared/core/encoding.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/logout_dialog.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/imap/owned_dialog.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mailsonde::wire::imap {
namespace {

using test::dialog_script;
using owned = test::owned_imap<login_dialog>;

credentials password(std::string text = "pa\"ss") {
    return {"anna", secret(std::move(text)), std::nullopt};
}

std::unique_ptr<owned> made(tls_mode tls = tls_mode::implicit, credentials who = password()) {
    return std::make_unique<owned>(
        [](imap::session&) {}, login_options{tls, std::move(who), false, "1.0"}
    );
}

std::string const plain = to_base64(std::string("\0anna\0pa\"ss", 11));
std::string const id = "ID (\"name\" \"mailsonde\" \"version\" \"1.0\")\r\n";

dialog_script dovecot() {
    return dialog_script()
        .receives(
            "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ "
            "AUTH=PLAIN] Dovecot (Debian) ready.\r\n"
        )
        .sends("a1 AUTHENTICATE PLAIN " + plain + "\r\n")
        .receives("a1 OK [CAPABILITY IMAP4rev1 ID UIDPLUS UNSELECT ESEARCH] Logged in\r\n")
        .sends("a2 " + id)
        .receives("* ID (\"name\" \"Dovecot\")\r\na2 OK ID completed.\r\n")
        .finishes();
}

dialog_script starttls_and_two_steps() {
    return dialog_script()
        .receives("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n")
        .sends("a1 STARTTLS\r\n")
        .receives("a1 OK begin\r\n")
        .starts_tls()
        .sends("a2 CAPABILITY\r\n")
        .receives("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na2 OK\r\n")
        .sends("a3 AUTHENTICATE PLAIN\r\n")
        .receives("+ \r\n")
        .sends(plain + "\r\n")
        .receives("a3 OK LOGIN Ok.\r\n")
        .sends("a4 CAPABILITY\r\n")
        .receives("* CAPABILITY IMAP4rev1 UIDPLUS\r\na4 OK\r\n")
        .finishes();
}

TEST(ImapLoginDialog, LogsInWithInitialResponse) {
    auto const dialog = made();
    dovecot().run(*dialog);
    EXPECT_TRUE(dialog->session.capabilities.has("UNSELECT"));
    EXPECT_FALSE(dialog->session.capabilities.has("SASL-IR")) << "said before the login";
}

TEST(ImapLoginDialog, ReadsInAnySplit) {
    dovecot().run_split_at_every_byte([] { return made(); });
    starttls_and_two_steps().run_split_at_every_byte([] { return made(tls_mode::starttls); });
}

TEST(ImapLoginDialog, FailsAtEveryStep) {
    for (std::string const bad : {"garbage\r\n", "zz OK\r\n", "* BYE gone\r\n"}) {
        dovecot().fails_at_every_step([] { return made(); }, bad);
        starttls_and_two_steps().fails_at_every_step([] { return made(tls_mode::starttls); }, bad);
    }
}

TEST(ImapLoginDialog, ForgetsWhatWasSaidBeforeTls) {
    auto const dialog = made(tls_mode::starttls);
    starttls_and_two_steps().run(*dialog);
    EXPECT_TRUE(dialog->session.capabilities.has("UIDPLUS"));
}

TEST(ImapLoginDialog, AsksForCapabilitiesAndIdInOneGroup) {
    // Cyrus: LOGINDISABLED among the capabilities after the login means nothing.
    dialog_script()
        .receives("* OK [CAPABILITY IMAP4rev1 ID AUTH=PLAIN SASL-IR] cyrus\r\n")
        .sends("a1 AUTHENTICATE PLAIN " + plain + "\r\n")
        .receives("a1 OK Success (no protection)\r\n")
        .sends("a2 CAPABILITY\r\na3 " + id)
        .receives("a3 BAD what?\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\na2 OK\r\n")
        .finishes()
        .run(*made());
}

TEST(ImapLoginDialog, TakesCapabilitiesSentBeforeTheOk) {
    // Gmail
    dialog_script()
        .receives("* OK Gimap ready\r\n")
        .sends("a1 CAPABILITY\r\n")
        .receives("* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\na1 OK Thats all she wrote!\r\n")
        .sends("a2 AUTHENTICATE PLAIN " + plain + "\r\n")
        .receives("* CAPABILITY IMAP4rev1 UIDPLUS\r\na2 OK anna authenticated (Success)\r\n")
        .finishes()
        .run(*made());
}

TEST(ImapLoginDialog, UsesLoginWhereNoMechanismFits) {
    dialog_script()
        .receives("* OK [CAPABILITY IMAP4rev1 AUTH=CRAM-MD5] Courier-IMAP ready.\r\n")
        .sends("a1 LOGIN \"anna\" \"pa\\\"ss\"\r\n")
        .receives("* OK waiting\r\na1 OK LOGIN Ok.\r\n")
        .sends("a2 CAPABILITY\r\n")
        .receives("* CAPABILITY IMAP4rev1 UIDPLUS CHILDREN\r\na2 OK CAPABILITY completed\r\n")
        .finishes()
        .run(*made());
}

TEST(ImapLoginDialog, SendsAnUnusualPasswordAsLiteral) {
    dialog_script()
        .receives("* OK [CAPABILITY IMAP4rev1] ready\r\n")
        .sends("a1 LOGIN \"anna\" {3}\r\n")
        .receives("+ \r\n")
        .sends("p\xC3\xA9\r\n")
        .receives("a1 OK [CAPABILITY IMAP4rev1] done\r\n")
        .finishes()
        .run(*made(tls_mode::implicit, password("p\xC3\xA9")));
}

TEST(ImapLoginDialog, AnswersTheErrorOfXoauth2WithAnEmptyLine) {
    credentials const who{"anna@example.org", std::nullopt, secret("tok")};
    auto const initial = to_base64(
        "user=anna@example.org\x01"
        "auth=Bearer tok\x01\x01"
    );
    dialog_script()
        .receives("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] ready\r\n")
        .sends("a1 AUTHENTICATE XOAUTH2 " + initial + "\r\n")
        .receives("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
        .sends("\r\n")
        .receives("a1 NO AUTHENTICATE failed.\r\n")
        .fails_with(imap_errc::authentication_failed, "NO AUTHENTICATE failed.")
        .run(*made(tls_mode::implicit, who));
}

TEST(ImapLoginDialog, SendsALongTokenAfterTheContinuation) {
    credentials const who{"anna", std::nullopt, secret(std::string(9000, 't'))};
    auto const initial = to_base64(
        "user=anna\x01"
        "auth=Bearer " +
        std::string(9000, 't') + "\x01\x01"
    );
    dialog_script()
        .receives("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n")
        .sends("a1 AUTHENTICATE XOAUTH2\r\n")
        .receives("+\r\n")
        .sends(initial + "\r\n")
        .receives("a1 OK [CAPABILITY IMAP4rev1] in\r\n")
        .finishes()
        .run(*made(tls_mode::implicit, who));
}

TEST(ImapLoginDialog, IgnoresAContinuationWithoutReason) {
    dialog_script()
        .receives("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Exchange\r\n")
        .sends("a1 AUTHENTICATE PLAIN " + plain + "\r\n")
        .receives("+\r\na1 OK [CAPABILITY IMAP4rev1] AUTHENTICATE completed.\r\n")
        .finishes()
        .run(*made());
}

TEST(ImapLoginDialog, RefusesGreetings) {
    struct {
        tls_mode tls;
        std::string greeting;
        imap_errc code;
        std::string detail;
    } const cases[] = {
        {tls_mode::implicit, "220 mx ESMTP\r\n", imap_errc::bad_greeting, "220 mx ESMTP"},
        {tls_mode::implicit, "a1 OK x\r\n", imap_errc::bad_greeting, ""},
        {tls_mode::implicit, "+ x\r\n", imap_errc::bad_greeting, ""},
        {tls_mode::implicit, "* 1 EXISTS\r\n", imap_errc::bad_greeting, ""},
        {tls_mode::implicit, "* NO x\r\n", imap_errc::bad_greeting, "NO x"},
        {tls_mode::implicit,
         "* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n",
         imap_errc::preauth_refused,
         ""},
        {tls_mode::starttls, "* PREAUTH hi\r\n", imap_errc::preauth_refused, ""},
        {tls_mode::implicit,
         "* BYE [LIMIT] too many\r\n",
         imap_errc::limited,
         "BYE [LIMIT] too many"},
        {tls_mode::implicit, "* BYE no\r\n", imap_errc::bye, "BYE no"},
        {tls_mode::starttls,
         "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n",
         imap_errc::starttls_unavailable,
         ""},
        {tls_mode::implicit,
         "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] x\r\n",
         imap_errc::login_disabled,
         ""},
        {tls_mode::none,
         "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n",
         imap_errc::auth_unavailable,
         ""},
    };

    for (auto const& one : cases) {
        dialog_script().receives(one.greeting).fails_with(one.code, one.detail).run(*made(one.tls));
    }
}

TEST(ImapLoginDialog, ShowsNothingThatWasSaidInClear) {
    auto const dialog = made(tls_mode::starttls);
    std::ignore = dialog->resume({});
    auto const next = dialog->resume("* BYE call 0900-FRAUD\r\n");
    ASSERT_TRUE(next.has_error());
    EXPECT_EQ(next.error().detail, "");
}

TEST(ImapLoginDialog, TakesInjectionBehindStarttlsForAnAttack) {
    for (std::string const injected : {"* OK [CAPABILITY X] y\r\n", "a2 OK\r\n", "x"}) {
        dialog_script()
            .receives("* OK ready\r\n")
            .sends("a1 STARTTLS\r\n")
            .receives("a1 OK begin\r\n" + injected)
            .fails_with(imap_errc::injected_after_starttls)
            .run(*made(tls_mode::starttls));
    }
}

TEST(ImapLoginDialog, NeverGoesOnInClearWhenStarttlsIsRefused) {
    for (std::string const refused : {"a1 NO no\r\n", "a1 BAD what\r\n"}) {
        dialog_script()
            .receives("* OK ready\r\n")
            .sends("a1 STARTTLS\r\n")
            .receives(refused)
            .fails_with(imap_errc::starttls_refused)
            .run(*made(tls_mode::starttls));
    }
}

TEST(ImapLoginDialog, SaysWhyALoginFailed) {
    struct {
        std::string answer;
        imap_errc code;
    } const cases[] = {
        {"a1 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n", imap_errc::authentication_failed
        },
        {"a1 NO LOGIN failed\r\n", imap_errc::authentication_failed},
        {"a1 NO [LIMIT] Maximum number of connections\r\n", imap_errc::limited},
        {"a1 NO [UNAVAILABLE] Temporary failure\r\n", imap_errc::unavailable},
        {"a1 NO [WEBALERT https://x] Web login required.\r\n", imap_errc::web_login_required},
        {"a1 BAD Command unknown\r\n", imap_errc::command_refused},
        {"* BYE Temporary System Error\r\n", imap_errc::bye},
    };

    for (auto const& one : cases) {
        dialog_script()
            .receives("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n")
            .sends("a1 AUTHENTICATE PLAIN " + plain + "\r\n")
            .receives(one.answer)
            .fails_with(one.code)
            .run(*made());
    }
}

TEST(ImapLoginDialog, SeesThatExchangeOnlineOnlyPretends) {
    auto const dialog = made();
    dialog_script()
        .receives("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n")
        .sends("a1 AUTHENTICATE PLAIN " + plain + "\r\n")
        .receives("a1 OK AUTHENTICATE completed.\r\n")
        .sends("a2 CAPABILITY\r\n")
        .receives("a2 BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n")
        .fails_with(imap_errc::limited)
        .run(*dialog);
    EXPECT_EQ(dialog->session.wanted_pause, milliseconds(299961));
}

TEST(ImapLoginDialog, ShowsNoCredentials) {
    for (std::string const capabilities : {"SASL-IR AUTH=PLAIN", "AUTH=PLAIN", ""}) {
        auto const dialog = made();
        std::ignore = dialog->resume({});
        auto next = dialog->resume("* OK [CAPABILITY IMAP4rev1 " + capabilities + "] x\r\n");
        for (auto i = 0; i < 2; ++i) {
            ASSERT_TRUE(next.has_value());
            auto const& sent = std::get<send_bytes>(*next);
            EXPECT_FALSE(sent.shown.empty());
            EXPECT_EQ(sent.shown.find(plain), std::string::npos);
            EXPECT_EQ(sent.shown.find("ss\""), std::string::npos);
            std::ignore = dialog->resume({});
            next = dialog->resume("+ \r\n");
            if (!next || !std::holds_alternative<send_bytes>(*next)) {
                break;
            }
        }
    }
}

TEST(ImapLoginDialog, NamesItsPhases) {
    auto const dialog = made();
    std::ignore = dialog->resume({});
    EXPECT_EQ(dialog->phase(), "imap.greeting");
    EXPECT_EQ(dialog->budget(), std::chrono::seconds(30));
    std::ignore = dialog->resume("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n");
    EXPECT_EQ(dialog->phase(), "imap.auth");
}

TEST(ImapLogoutDialog, EndsWithByeOrOk) {
    for (std::string const answer : {"* BYE bye\r\n", "a1 OK\r\n", "* BYE bye\r\na1 OK\r\n"}) {
        test::owned_imap<logout_dialog> dialog([](imap::session& s) { s.selected.emplace(); });
        EXPECT_EQ(dialog.budget(), std::chrono::seconds(5));
        dialog_script().sends("a1 LOGOUT\r\n").receives(answer).finishes().run(dialog);
        EXPECT_FALSE(dialog.session.selected);
    }
}

}  // namespace
}  // namespace mailsonde::wire::imap
