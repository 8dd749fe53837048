#include "shared/wire/smtp/login_dialog.hpp"

#include "shared/core/encoding.hpp"
#include "shared/wire/smtp/smtp_errc.hpp"
#include "tests/support/dialog_script.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mailsonde::wire::smtp {
namespace {

using test::dialog_script;

/// A dialog that brings its session along.
struct owned_dialog final : dialog {
    explicit owned_dialog(login_options options) : inner(session, std::move(options)) {}

    result<action> resume(std::string_view received) override { return inner.resume(received); }

    std::string_view phase() const override { return inner.phase(); }

    std::chrono::milliseconds budget() const override { return inner.budget(); }

    smtp::session session;
    login_dialog inner;
};

credentials anna() {
    return {"anna", secret("pa\"ss"), std::nullopt};
}

login_options options(tls_mode tls, std::optional<credentials> login) {
    return {"probe.example", tls, std::move(login), false};
}

std::unique_ptr<owned_dialog> made(tls_mode tls, std::optional<credentials> login = {}) {
    return std::make_unique<owned_dialog>(options(tls, std::move(login)));
}

std::string const plain_login =
    "AUTH PLAIN " + to_base64(std::string("\0anna\0pa\"ss", 11)) + "\r\n";

dialog_script starttls_and_plain() {
    return dialog_script()
        .receives("220 mx.example ESMTP\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250-mx.example\r\n250-AUTH LOGIN\r\n250 STARTTLS\r\n")
        .sends("STARTTLS\r\n")
        .receives("220 2.0.0 go ahead\r\n")
        .starts_tls()
        .sends("EHLO probe.example\r\n")
        .receives("250-mx.example\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN\r\n")
        .sends(plain_login)
        .receives("235 2.7.0 welcome\r\n")
        .finishes();
}

TEST(SmtpLoginDialog, UpgradesForgetsAndLogsIn) {
    auto const dialog = made(tls_mode::starttls, anna());
    starttls_and_plain().run(*dialog);
    EXPECT_TRUE(dialog->session.capabilities.pipelining);
    EXPECT_FALSE(dialog->session.capabilities.starttls) << "said in clear, so forgotten";
}

TEST(SmtpLoginDialog, TakesRepliesInAnySplit) {
    starttls_and_plain().run_split_at_every_byte([] { return made(tls_mode::starttls, anna()); });
}

TEST(SmtpLoginDialog, FailsAtEveryStepOnAnythingElse) {
    for (auto const* instead :
         {"554 5.7.1 go away\r\n", "421 busy\r\n", "HTTP/1.1\r\n", "354 x\r\n"}) {
        starttls_and_plain().fails_at_every_step(
            [] { return made(tls_mode::starttls, anna()); }, instead
        );
    }
}

TEST(SmtpLoginDialog, RefusesOctetsBehindStarttls) {
    auto const dialog = made(tls_mode::starttls);
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250-mx\r\n250 STARTTLS\r\n")
        .sends("STARTTLS\r\n")
        .receives("220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n")
        .fails_with(smtp_errc::injected_after_starttls)
        .run(*dialog);
}

TEST(SmtpLoginDialog, DoesNotGoOnInClearWhenStarttlsIsStripped) {
    auto const dialog = made(tls_mode::starttls, anna());
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250-mx\r\n250 AUTH PLAIN\r\n")
        .fails_with(smtp_errc::starttls_unavailable)
        .run(*dialog);
}

TEST(SmtpLoginDialog, RefusesToLogInWithoutTls) {
    auto const dialog = made(tls_mode::none, anna());
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250-mx\r\n250 AUTH PLAIN\r\n")
        .fails_with(smtp_errc::login_in_clear)
        .run(*dialog);
}

TEST(SmtpLoginDialog, FallsBackToHeloOnlyIfNoExtensionIsNeeded) {
    auto const old = made(tls_mode::none);
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("502 what?\r\n")
        .sends("HELO probe.example\r\n")
        .receives("250 mx\r\n")
        .finishes()
        .run(*old);
    auto const needs_tls = made(tls_mode::starttls);
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("502 what?\r\n")
        .fails_with(smtp_errc::greeting_refused, "502")
        .run(*needs_tls);
}

TEST(SmtpLoginDialog, TellsAWrongPasswordFromAServerThatCannotCheckIt) {
    std::pair<char const*, smtp_errc> const cases[] = {
        {"535 5.7.8 authentication failed\r\n", smtp_errc::login_refused},
        {"454 4.7.0 temporary failure\r\n", smtp_errc::login_deferred},
        {"421 4.7.0 too many errors\r\n", smtp_errc::closing},
    };
    for (auto const& [answer, code] : cases) {
        auto const dialog = made(tls_mode::implicit, anna());
        dialog_script()
            .receives("220 mx\r\n")
            .sends("EHLO probe.example\r\n")
            .receives("250-mx\r\n250 AUTH PLAIN\r\n")
            .sends(plain_login)
            .receives(answer)
            .fails_with(code)
            .run(*dialog);
    }
}

TEST(SmtpLoginDialog, SpeaksLoginAndXoauth2) {
    auto const login = made(tls_mode::implicit, anna());
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250-mx\r\n250 AUTH=LOGIN\r\n")
        .sends("AUTH LOGIN\r\n")
        .receives("334 VXNlcm5hbWU6\r\n")
        .sends(to_base64("anna") + "\r\n")
        .receives("334 UGFzc3dvcmQ6\r\n")
        .sends(to_base64("pa\"ss") + "\r\n")
        .receives("235 ok\r\n")
        .finishes()
        .run(*login);
    auto const oauth = made(tls_mode::implicit, credentials{"anna", std::nullopt, secret("tok")});
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250-mx\r\n250 AUTH PLAIN XOAUTH2\r\n")
        .sends(
            "AUTH XOAUTH2 " +
            to_base64("user=anna\x01"
                      "auth=Bearer tok\x01\x01") +
            "\r\n"
        )
        .receives("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
        .sends("\r\n")
        .receives("535 5.7.8 expired\r\n")
        .fails_with(smtp_errc::login_refused, "expired")
        .run(*oauth);
}

TEST(SmtpLoginDialog, NeverShowsACredential) {
    auto const dialog = made(tls_mode::implicit, anna());
    static_cast<void>(dialog->resume({}));
    static_cast<void>(dialog->resume("220 mx\r\n"));
    static_cast<void>(dialog->resume({}));
    auto const sent = dialog->resume("250-mx\r\n250 AUTH PLAIN\r\n");
    ASSERT_TRUE(sent.has_value());
    EXPECT_EQ(std::get<send_bytes>(*sent).shown, "AUTH PLAIN ***\r\n");
}

TEST(SmtpLoginDialog, RefusesAnEhloNameThatWouldBreakTheLine) {
    owned_dialog dialog({"a\r\nMAIL", tls_mode::implicit, std::nullopt, false});
    EXPECT_EQ(dialog.resume({}).error().code, error_code(smtp_errc::malformed_address));
}

}  // namespace
}  // namespace mailsonde::wire::smtp
