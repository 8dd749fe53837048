#include "shared/wire/mail/test_mail.hpp"

#include "shared/wire/mail/header_fields.hpp"
#include "shared/wire/mail/mail_errc.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

TEST(TestMail, IsTheSameForTheSameFields) {
    EXPECT_EQ(*compose(fields()), *compose(fields()));
}

TEST(TestMail, HasEveryHeaderFieldOnce) {
    auto const parsed = parse_header(*compose(fields()));
    std::pair<char const*, std::string> const expected[] = {
        {"Date", "Tue, 24 Nov 2026 02:00:00 +0000"},
        {"From", "\"Mail probe\" <probe@probe.example>"},
        {"To", "<anna@example.org>"},
        {"Message-ID", "<" + token + "@probe.example>"},
        {"Subject", "[mailsonde] acme-prod " + token},
        {"MIME-Version", "1.0"},
        {"Content-Type", "text/plain; charset=utf-8"},
        {"Content-Transfer-Encoding", "7bit"},
        {"X-Mailsonde-Instance", "acme-prod"},
        {"X-Mailsonde-Token", token},
        {"X-Mailsonde-Sent", "2026-11-24T02:00:00.123Z"},
        {"Auto-Submitted", "auto-generated"},
        {"X-Auto-Response-Suppress", "OOF, AutoReply, RN, NRN"},
    };
    for (auto const& [name, value] : expected) {
        EXPECT_EQ(find_all(parsed, name), std::vector<std::string_view>{value}) << name;
    }
    EXPECT_EQ(parsed.size(), std::size(expected));
}

TEST(TestMail, FoldsOnlyWhereALineWouldBeTooLong) {
    auto const text = *compose(fields());
    EXPECT_NE(text.find("\r\nTo: <anna@example.org>\r\n"), std::string::npos);
    EXPECT_NE(
        text.find("\r\nSubject: [mailsonde] acme-prod\r\n " + token + "\r\n"), std::string::npos
    );
}

TEST(TestMail, NamesTheContactInItsBodyOnly) {
    auto mail = fields();
    mail.contact = "postmaster@acme.example";
    auto const text = *compose(mail);
    EXPECT_TRUE(text.ends_with("Questions are answered by: postmaster@acme.example\r\n"));
    EXPECT_EQ(parse_header(text).size(), parse_header(*compose(fields())).size());
    for (int octet = 0; octet < 256; ++octet) {
        mail.contact = std::string("post") + static_cast<char>(octet) + "master";
        EXPECT_EQ(compose(mail).has_value(), octet >= 0x20 && octet < 0x7F) << octet;
    }
    mail.contact = "";
    EXPECT_TRUE(compose(mail).has_error());
}

}  // namespace
}  // namespace mailsonde::wire::mail
