#include "shared/wire/smtp/reply_parser.hpp"

#include "shared/wire/smtp/session.hpp"
#include "shared/wire/smtp/smtp_errc.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::smtp {
namespace {

TEST(SmtpReplyParser, ReadsSingleAndMultiLineReplies) {
    reply_parser parser;
    auto const reply = parser.feed("250-mx.example\r\n250-SIZE 100\r\n250 PIPELINING\r\n");
    ASSERT_TRUE(reply.has_value() && reply->has_value());
    EXPECT_EQ((*reply)->code, 250);
    EXPECT_EQ((*reply)->lines, (std::vector<std::string>{"mx.example", "SIZE 100", "PIPELINING"}));
    EXPECT_EQ(parser.buffered(), 0U);
}

TEST(SmtpReplyParser, IsTheSameForEverySplit) {
    std::string const bytes = "220 a\r\n550-5.1.1 no\n550 5.1.1 user\r\n";
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        reply_parser parser;
        std::string seen;
        for (auto const& part : {bytes.substr(0, at), bytes.substr(at)}) {
            auto reply = parser.feed(part);
            while (reply.has_value() && reply->has_value()) {
                seen += (*reply)->summary() + ";";
                reply = parser.feed({});
            }
            ASSERT_TRUE(reply.has_value());
        }
        EXPECT_EQ(seen, "220 a;550 5.1.1 no user;") << at;
    }
}

TEST(SmtpReplyParser, TakesEnhancedCodesOfTheRightClassOnly) {
    struct {
        char const* line;
        char const* enhanced;
        char const* text;
    } const cases[] = {
        {"550 5.1.1 no such user\r\n", "5.1.1", "no such user"},
        {"250 2.0.0\r\n", "2.0.0", ""},
        {"550 4.1.1 odd\r\n", "", "4.1.1 odd"},
        {"250 2.0 odd\r\n", "", "2.0 odd"},
        {"250 2.0.0.0 odd\r\n", "", "2.0.0.0 odd"},
        {"250 2..0 odd\r\n", "", "2..0 odd"},
        {"250\r\n", "", ""},
        {"450 4.7.1234 x\r\n", "", "4.7.1234 x"},
    };

    for (auto const& c : cases) {
        reply_parser parser;
        auto const reply = parser.feed(c.line);
        ASSERT_TRUE(reply.has_value() && reply->has_value()) << c.line;
        EXPECT_EQ((*reply)->enhanced, c.enhanced) << c.line;
        EXPECT_EQ((*reply)->text(), c.text) << c.line;
    }
}

TEST(SmtpReplyParser, RefusesWhatIsNoReply) {
    std::string const endless = [] {
        std::string lines;
        for (auto i = 0; i < 65; ++i) {
            lines += "250-x\r\n";
        }
        return lines;
    }();
    std::pair<std::string, smtp_errc> const cases[] = {
        {"HTTP/1.1 400 Bad Request\r\n", smtp_errc::bad_reply},
        {"\r\n", smtp_errc::bad_reply},
        {"25\r\n", smtp_errc::bad_reply},
        {"199 x\r\n", smtp_errc::bad_reply},
        {"600 x\r\n", smtp_errc::bad_reply},
        {"250x\r\n", smtp_errc::bad_reply},
        {"2500 x\r\n", smtp_errc::bad_reply},
        {"250-a\r\n251 b\r\n", smtp_errc::code_mismatch},
        {"220 " + std::string(2100, 'x') + "\r\n", smtp_errc::line_too_long},
        {"220 " + std::string(2100, 'x'), smtp_errc::line_too_long},
        {endless, smtp_errc::reply_too_long},
    };
    for (auto const& [bytes, code] : cases) {
        reply_parser parser;
        auto const reply = parser.feed(bytes);
        ASSERT_TRUE(reply.has_error()) << bytes.substr(0, 40);
        EXPECT_EQ(reply.error().code, error_code(code)) << bytes.substr(0, 40);
    }
}

TEST(SmtpReplyParser, KnowsWhatIsLeftOver) {
    reply_parser parser;
    ASSERT_TRUE(parser.feed("220 go\r\n250 injected\r\n").has_value());
    EXPECT_GT(parser.buffered(), 0U);
    reply_parser partial;
    ASSERT_TRUE(partial.feed("250-a\r\n").has_value());
    EXPECT_GT(partial.buffered(), 0U) << "half a reply is a left-over, too";
}

TEST(SmtpReply, TextIsSafeToShow) {
    reply_parser parser;
    auto const reply = parser.feed("550 \x1b[31mred\r\n");
    ASSERT_TRUE(reply.has_value() && reply->has_value());
    EXPECT_EQ((*reply)->summary(), "550 ?[31mred");
}

TEST(SmtpCapabilities, AreReadFromTheEhloReply) {
    reply_parser parser;
    auto const reply = parser.feed(
        "250-mx.example PIPELINING\r\n250-size 10240000\r\n250-StartTLS\r\n"
        "250-AUTH PLAIN  LOGIN\r\n250-AUTH=SCRAM-SHA-256\r\n250 8BITMIME\r\n"
    );
    ASSERT_TRUE(reply.has_value() && reply->has_value());
    auto const found = parse_capabilities(**reply);
    EXPECT_FALSE(found.pipelining) << "the first line is the server's name";
    EXPECT_TRUE(found.starttls);
    EXPECT_EQ(found.size_limit, 10'240'000U);
    EXPECT_EQ(found.auth_mechanisms, (std::vector<std::string>{"PLAIN", "LOGIN", "SCRAM-SHA-256"}));
}

TEST(SmtpReplyParser, TakesOctetByOctetWhatItTakesAtOnce) {
    std::string const bytes = "250-mx\r\n250-SIZE\n250 2.0.0 AUTH\r\n";
    reply_parser parser;
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        auto const reply = parser.feed(bytes.substr(i, 1));
        ASSERT_TRUE(reply.has_value() && !reply->has_value()) << i;
    }
    auto const reply = parser.feed("\n");
    ASSERT_TRUE(reply.has_value() && reply->has_value());
    EXPECT_EQ((*reply)->lines, (std::vector<std::string>{"mx", "SIZE", "AUTH"}));
    EXPECT_EQ((*reply)->enhanced, "2.0.0");
}

TEST(SmtpReplyParser, TakesTheLongestLinesAndReplies) {
    std::string bytes;
    for (int i = 0; i < 63; ++i) {
        bytes += "250-" + std::string(2043, 'x') + "\r\n";
    }
    reply_parser parser;
    auto const reply = parser.feed(bytes + "250 " + std::string(2043, 'y') + "\r\n");
    ASSERT_TRUE(reply.has_value() && reply->has_value());
    EXPECT_EQ((*reply)->lines.size(), 64U);
    reply_parser over;
    EXPECT_EQ(
        over.feed("250 " + std::string(2044, 'x') + "\r\n").error().code, smtp_errc::line_too_long
    );
}

TEST(SmtpReplyParser, NeverFailsOtherThanDocumented) {
    std::string const bytes = "250-mx 5.1.1\r\n250 2.0.0 Ok\r\n";
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        for (int octet = 0; octet < 256; ++octet) {
            auto changed = bytes;
            changed.insert(at, 1, static_cast<char>(octet));
            reply_parser parser;
            auto const reply = parser.feed(changed);
            if (reply.has_error()) {
                EXPECT_TRUE(
                    reply.error().code == smtp_errc::bad_reply ||
                    reply.error().code == smtp_errc::code_mismatch
                ) << at
                  << ' ' << octet;
            }
        }
    }
}

}  // namespace
}  // namespace mailsonde::wire::smtp
