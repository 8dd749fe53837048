#include "shared/wire/smtp/classify.hpp"

#include "shared/wire/sasl/sasl_errc.hpp"
#include "shared/wire/smtp/smtp_errc.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace mailsonde::wire::smtp {
namespace {

using enum submission_class;

std::optional<reply> const none;

std::optional<reply> answer(int code) {
    return reply{code, "", {"x"}};
}

TEST(SmtpClassify, RepliesByTheirFirstDigitButForAuthentication) {
    std::pair<int, submission_class> const cases[] = {
        {250, accepted},
        {252, accepted},
        {354, connection},
        {421, temporary},
        {450, temporary},
        {454, temporary},
        {550, permanent},
        {554, permanent},
        {530, authentication},
        {534, authentication},
        {535, authentication},
        {538, authentication},
    };
    for (auto const& [code, expected] : cases) {
        EXPECT_EQ(classify(*answer(code)), expected) << code;
    }
}

TEST(SmtpClassify, FailuresWithTheReplyThatDecided) {
    struct {
        smtp_errc code;
        std::optional<reply> decisive;
        submission_class expected;
    } const cases[] = {
        {smtp_errc::line_too_long, none, connection},
        {smtp_errc::reply_too_long, none, connection},
        {smtp_errc::bad_reply, none, connection},
        {smtp_errc::code_mismatch, none, connection},
        {smtp_errc::unexpected_reply, answer(250), connection},
        {smtp_errc::not_ready, answer(554), permanent},
        {smtp_errc::not_ready, answer(450), temporary},
        {smtp_errc::not_ready, answer(250), connection},
        {smtp_errc::not_ready, none, connection},
        {smtp_errc::greeting_refused, answer(550), permanent},
        {smtp_errc::greeting_refused, answer(451), temporary},
        {smtp_errc::closing, answer(421), temporary},
        {smtp_errc::starttls_unavailable, none, tls},
        {smtp_errc::starttls_refused, answer(454), tls},
        {smtp_errc::injected_after_starttls, none, tls},
        {smtp_errc::login_in_clear, none, authentication},
        {smtp_errc::login_unavailable, none, authentication},
        {smtp_errc::login_refused, answer(535), authentication},
        {smtp_errc::login_refused, answer(500), authentication},
        {smtp_errc::login_deferred, answer(454), temporary},
        {smtp_errc::mail_rejected, answer(451), temporary},
        {smtp_errc::mail_rejected, answer(530), authentication},
        {smtp_errc::recipient_rejected, answer(450), temporary},
        {smtp_errc::recipient_rejected, answer(550), permanent},
        {smtp_errc::data_rejected, answer(554), permanent},
        {smtp_errc::size_exceeded, none, permanent},
        {smtp_errc::size_exceeded, answer(552), permanent},
        {smtp_errc::size_exceeded, answer(452), temporary},
        {smtp_errc::malformed_address, none, internal},
        {smtp_errc::malformed_message, none, internal},
    };

    for (auto const& c : cases) {
        EXPECT_EQ(classify(make_error_code(c.code), c.decisive), c.expected)
            << errc_message(c.code);
    }
}

TEST(SmtpClassify, ForeignCodesAreAboutTheConnection) {
    EXPECT_EQ(classify(make_error_code(sasl::sasl_errc::refused), none), connection);
    EXPECT_EQ(classify(error_code(), none), connection);
}

TEST(SmtpClassify, EveryCodeHasWordsOfItsOwn) {
    for (int i = 1; i <= static_cast<int>(smtp_errc::malformed_message); ++i) {
        EXPECT_NE(errc_message(static_cast<smtp_errc>(i)), "unknown error") << i;
    }
}

TEST(SmtpClassify, OnlySomeAreWorthAnotherTry) {
    EXPECT_TRUE(is_transient(temporary));
    EXPECT_TRUE(is_transient(connection));
    EXPECT_TRUE(is_transient(tls));
    EXPECT_FALSE(is_transient(accepted));
    EXPECT_FALSE(is_transient(permanent));
    EXPECT_FALSE(is_transient(authentication)) << "accounts get locked";
    EXPECT_FALSE(is_transient(internal));
}

}  // namespace
}  // namespace mailsonde::wire::smtp
