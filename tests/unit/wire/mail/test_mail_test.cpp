#include "shared/wire/mail/test_mail.hpp"

#include "shared/wire/mail/header_fields.hpp"
#include "shared/wire/mail/mail_errc.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::mail {
namespace {

using namespace std::chrono_literals;

std::string const token = "ms1.aaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbb";

test_mail fields() {
    return {
        "probe@probe.example",
        "anna@example.org",
        "acme-prod",
        token,
        token + "@probe.example",
        instant(1795485600123ms)
    };
}

TEST(TestMail, CarriesTheTokenInAllThreePlaces) {
    auto const text = compose(fields());
    ASSERT_TRUE(text.has_value());
    auto const found = find_evidence(*text);
    EXPECT_EQ(found.token_fields, std::vector<std::string>{token});
    EXPECT_EQ(found.message_id, "<" + token + "@probe.example>");
    EXPECT_EQ(found.subject, "[mailsonde] acme-prod " + token);
    EXPECT_FALSE(found.derived);
}

TEST(TestMail, IsSmallPlainAndCanonical) {
    auto longest = fields();
    longest.from = std::string(60, 'f') + "@" + std::string(180, 'd');
    longest.to = std::string(60, 't') + "@" + std::string(180, 'd');
    longest.message_id = token + "@" + std::string(180, 'd');
    longest.instance = std::string(64, 'i');
    auto const text = compose(longest);
    ASSERT_TRUE(text.has_value());
    EXPECT_LE(text->size(), 4096U);
    auto const usual = *compose(fields());
    std::size_t begin = 0;
    for (auto end = usual.find('\n'); end != std::string::npos; end = usual.find('\n', begin)) {
        EXPECT_EQ(usual[end - 1], '\r');
        EXPECT_LE(end - begin, 79U) << usual.substr(begin, end - begin);
        begin = end + 1;
    }
    EXPECT_EQ(begin, usual.size()) << "ends in a line end";
}

TEST(TestMail, KeepsAutoRepliesAwayButNotBounces) {
    auto const text = *compose(fields());
    EXPECT_NE(text.find("\r\nAuto-Submitted: auto-generated\r\n"), std::string::npos);
    EXPECT_NE(
        text.find("\r\nX-Auto-Response-Suppress: OOF, AutoReply, RN, NRN\r\n"), std::string::npos
    );
}

TEST(TestMail, NoFieldCanInjectAnything) {
    std::string test_mail::* const members[] = {
        &test_mail::from,
        &test_mail::to,
        &test_mail::instance,
        &test_mail::token,
        &test_mail::message_id
    };
    for (auto const member : members) {
        for (int octet = 0; octet < 256; ++octet) {
            if (octet >= 0x20 && octet < 0x7F) {
                continue;
            }
            auto mail = fields();
            (mail.*member).insert(3, 1, static_cast<char>(octet));
            auto const text = compose(mail);
            ASSERT_TRUE(text.has_error()) << octet;
            EXPECT_EQ(text.error().code, error_code(mail_errc::malformed_field));
        }
        auto empty = fields();
        (empty.*member).clear();
        EXPECT_TRUE(compose(empty).has_error());
    }
}

}  // namespace
}  // namespace mailsonde::wire::mail
