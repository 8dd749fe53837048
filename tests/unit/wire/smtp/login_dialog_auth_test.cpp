#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/wire/smtp/login_dialog.hpp"
#include "shared/wire/smtp/smtp_errc.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/smtp/owned_dialog.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace mailsonde::wire::smtp {
namespace {

using test::dialog_script;
using owned_login = test::owned<login_dialog>;

std::unique_ptr<owned_login> made(
    std::optional<credentials> login, tls_mode tls = tls_mode::implicit, bool trusted = false
) {
    return std::make_unique<owned_login>(
        login_options{"probe.example", tls, std::move(login), trusted}
    );
}

credentials by_password(std::string password = "pencil") {
    return {"anna", secret(std::move(password)), std::nullopt};
}

credentials by_token(std::string token = "tok") {
    return {"anna", std::nullopt, secret(std::move(token))};
}

dialog_script offered(std::string const& mechanisms) {
    return dialog_script()
        .receives("220 mx.example ESMTP\r\n")
        .sends("EHLO probe.example\r\n")
        .in_phase("smtp.ehlo")
        .receives("250-mx.example\r\n250 AUTH " + mechanisms + "\r\n");
}

std::string const plain = to_base64(std::string("\0anna\0pencil", 12));

TEST(SmtpLoginAuth, ShowsNoCredentialInAnyMechanism) {
    offered("PLAIN")
        .conceals(plain)
        .sends("AUTH PLAIN " + plain + "\r\n")
        .in_phase("smtp.auth")
        .receives("235 ok\r\n")
        .finishes()
        .run(*made(by_password()));
    offered("LOGIN")
        .conceals(to_base64("anna"))
        .conceals(to_base64("pencil"))
        .sends("AUTH LOGIN\r\n")
        .receives("334 VXNlcm5hbWU6\r\n")
        .sends(to_base64("anna") + "\r\n")
        .receives("334 Password:\r\n")  // not encoded, as some servers do
        .sends(to_base64("pencil") + "\r\n")
        .receives("235 ok\r\n")
        .finishes()
        .run_split_at_every_byte([] { return made(by_password()); });
}

TEST(SmtpLoginAuth, KeepsALongTokenOutOfTheCommandLine) {
    auto const token = std::string(2000, 't');
    auto const response = to_base64(
        "user=anna\x01"
        "auth=Bearer " +
        token + "\x01\x01"
    );
    offered("XOAUTH2")
        .conceals(response)
        .sends("AUTH XOAUTH2\r\n")
        .receives("334 \r\n")
        .sends(response + "\r\n")
        .receives("235 ok\r\n")
        .finishes()
        .run_split_at_every_byte([&] { return made(by_token(token)); });
    offered("XOAUTH2")
        .sends("AUTH XOAUTH2\r\n")
        .receives("235 ok\r\n")
        .fails_with(smtp_errc::login_refused, "proof")
        .run(*made(by_token(token)));
}

TEST(SmtpLoginAuth, EndsALoginThatTheServerNeverEnds) {
    std::pair<char const*, std::optional<credentials>> const cases[] = {
        {"PLAIN", by_password()},
        {"LOGIN", by_password()},
        {"SCRAM-SHA-256", by_password()},
        {"XOAUTH2", by_token()},
    };
    for (auto const& [mechanism, login] : cases) {
        offered(mechanism).receives("").fails_at_every_step(
            [&, &who = login] { return made(who); }, "334 \r\n"
        );
    }
}

TEST(SmtpLoginAuth, DistrustsAnswersOutOfStep) {
    struct {
        char const* answer;
        smtp_errc code;
        bool kept;  ///< as the reply that decided
    } const cases[] = {
        {"250 ok\r\n", smtp_errc::unexpected_reply, true},
        {"354 go\r\n", smtp_errc::unexpected_reply, true},
        {"334 more\r\n", smtp_errc::login_refused, false},
        {"504 no such mechanism\r\n", smtp_errc::login_refused, true},
        {"432 4.7.12 change your password\r\n", smtp_errc::login_deferred, true},
        {"235x\r\n", smtp_errc::bad_reply, false},
    };

    for (auto const& c : cases) {
        auto const dialog = made(by_password());
        offered("PLAIN")
            .sends("AUTH PLAIN " + plain + "\r\n")
            .receives(c.answer)
            .fails_with(c.code)
            .run(*dialog);
        EXPECT_EQ(dialog->inner.refusal().has_value(), c.kept) << c.answer;
    }
}

TEST(SmtpLoginAuth, NeedsAMechanismInCommon) {
    offered("GSSAPI NTLM")
        .fails_with(smtp_errc::login_unavailable, "GSSAPI NTLM")
        .run(*made(by_password()));
    offered("PLAIN").fails_with(smtp_errc::login_unavailable).run(*made(by_token()));
    offered("PLAIN").fails_with(smtp_errc::login_unavailable).run(*made(by_password("a\r\nb")));
}

TEST(SmtpLoginAuth, GoesInClearOnlyToATrustedHost) {
    offered("PLAIN")
        .sends("AUTH PLAIN " + plain + "\r\n")
        .receives("235 ok\r\n")
        .finishes()
        .run(*made(by_password(), tls_mode::none, true));
    offered("SCRAM-SHA-256 PLAIN")
        .fails_with(smtp_errc::login_in_clear)
        .run(*made(by_password(), tls_mode::none, false));
}

TEST(SmtpLoginAuth, SaysNothingIntoUnaskedReplies) {
    dialog_script()
        .receives("220 mx\r\n250 hello\r\n")
        .fails_with(smtp_errc::unexpected_reply, "250 hello")
        .run(*made(by_password()));
    dialog_script()
        .receives("220 mx\r\n421 too busy\r\n")
        .fails_with(smtp_errc::closing, "421 too busy")
        .run(*made(by_password()));
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250-mx\r\n250 AUTH PLAIN\r\n235 welcome\r\n")
        .fails_with(smtp_errc::unexpected_reply, "235 welcome")
        .run(*made(by_password()));
}

TEST(SmtpLoginAuth, KeepsTheDecisiveReplyAndTheServersName) {
    auto const dialog = made(std::nullopt);
    dialog_script()
        .receives("554 5.7.1 blocked by policy\r\n")
        .fails_with(smtp_errc::not_ready, "554 5.7.1 blocked by policy")
        .run(*dialog);
    ASSERT_TRUE(dialog->inner.refusal());
    EXPECT_EQ(dialog->inner.refusal()->enhanced, "5.7.1");
    auto const named = made(std::nullopt);
    dialog_script()
        .in_phase("smtp.greeting")
        .receives("220 front.example ESMTP\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250 back.example\r\n")
        .finishes()
        .run(*named);
    EXPECT_EQ(named->session.server_name, "back.example");
}

TEST(SmtpLoginAuth, ForgetsWhatWasSaidInClearAsSoonAsTlsStands) {
    auto const dialog = made(std::nullopt, tls_mode::starttls);
    dialog_script()
        .receives("220 mx\r\n")
        .sends("EHLO probe.example\r\n")
        .receives("250-mx\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")
        .sends("STARTTLS\r\n")
        .in_phase("smtp.starttls")
        .receives("220 go\r\n")
        .starts_tls()
        .sends("EHLO probe.example\r\n")
        .run(*dialog);
    EXPECT_FALSE(dialog->session.capabilities.pipelining);
    EXPECT_TRUE(dialog->session.capabilities.auth_mechanisms.empty());
    EXPECT_EQ(dialog->session.server_name, "");
}

TEST(SmtpLoginAuth, RefusesEhloNamesBeforeAnythingIsSent) {
    for (int octet = 0; octet < 256; ++octet) {
        auto const name = std::string("probe") + static_cast<char>(octet) + "example";
        owned_login dialog(login_options{name, tls_mode::implicit, std::nullopt, false});
        EXPECT_EQ(dialog.resume({}).has_error(), octet <= 0x20 || octet >= 0x7F) << octet;
    }
}

// --- SCRAM, with the server's half computed here -------------------------------------------------

/// What the dialog sends next, after it was told `received`.
std::string told(dialog& dialog, std::string const& received) {
    auto const next = dialog.resume(received);
    auto const* const sent = next ? std::get_if<send_bytes>(&*next) : nullptr;
    if (sent == nullptr) {
        ADD_FAILURE() << "nothing sent after " << received;
        return {};
    }
    EXPECT_TRUE(std::holds_alternative<need_bytes>(*dialog.resume({})));
    return sent->bytes;
}

/// base64 of what stands behind the last blank of a line.
std::string decoded(std::string const& line) {
    auto const text = line.substr(0, line.size() - 2);
    return from_base64(text.substr(text.rfind(' ') + 1)).value_or("");
}

/// Plays a SCRAM exchange up to the server's proof, which is returned as "334 …".
std::string scram_up_to_proof(dialog& dialog) {
    EXPECT_TRUE(std::holds_alternative<need_bytes>(*dialog.resume({})));
    told(dialog, "220 mx\r\n");
    auto const client_first = decoded(told(dialog, "250-mx\r\n250 AUTH SCRAM-SHA-256\r\n"));
    auto const bare = client_first.substr(3);  // behind "n,,"
    auto const server_first = bare.substr(bare.find("r=")) + "srv,s=c2FsdA==,i=4096";
    auto const final = decoded(told(dialog, "334 " + to_base64(server_first) + "\r\n"));
    auto const signed_text = bare + "," + server_first + "," + final.substr(0, final.find(",p="));
    auto const key = hmac_sha256(pbkdf2_sha256("pencil", "salt", 4096), "Server Key");
    return "334 " + to_base64("v=" + to_base64(hmac_sha256(key, signed_text))) + "\r\n";
}

TEST(SmtpLoginScram, SucceedsAgainstAServerThatProvesItself) {
    auto const dialog = made(by_password());
    auto const proof = scram_up_to_proof(*dialog);
    EXPECT_EQ(told(*dialog, proof), "\r\n");
    auto const last = dialog->resume("235 ok\r\n");
    ASSERT_TRUE(last.has_value()) << last.error().text();
    EXPECT_TRUE(std::holds_alternative<finished>(*last));
}

TEST(SmtpLoginScram, RefusesSuccessWithoutProof) {
    auto const dialog = made(by_password());
    scram_up_to_proof(*dialog);
    EXPECT_EQ(dialog->resume("235 ok\r\n").error().code, smtp_errc::login_refused);
}

TEST(SmtpLoginScram, RefusesAServerThatDoesNotKnowThePassword) {
    auto const dialog = made(by_password("crayon"));
    auto const proof = scram_up_to_proof(*dialog);  // for "pencil"
    EXPECT_EQ(dialog->resume(proof).error().code, smtp_errc::login_refused);
}

}  // namespace
}  // namespace mailsonde::wire::smtp
