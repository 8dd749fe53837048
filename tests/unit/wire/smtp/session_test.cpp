#include "shared/wire/smtp/session.hpp"

#include "shared/wire/smtp/smtp_errc.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailsonde::wire::smtp {
namespace {

capabilities of(std::vector<std::string> lines) {
    lines.insert(lines.begin(), "mx.example");
    return parse_capabilities({250, "", lines});
}

TEST(SmtpCapabilities, KnowsTheKeywordsInAnyCase) {
    auto const found = of({"8BitMime", "enhancedstatuscodes", "Pipelining", "STARTTLS", "SIZE"});
    EXPECT_TRUE(found.eight_bit_mime);
    EXPECT_TRUE(found.enhanced_status_codes);
    EXPECT_TRUE(found.pipelining);
    EXPECT_TRUE(found.starttls);
    EXPECT_TRUE(found.size);
    auto const none = of({"PIPELININGX", "8BITMIMES", "XSTARTTLS", "AUTHOR x", ""});
    EXPECT_FALSE(none.pipelining || none.eight_bit_mime || none.starttls || none.size);
    EXPECT_TRUE(none.auth_mechanisms.empty());
}

TEST(SmtpCapabilities, ReadsTheSizeLimit) {
    struct {
        std::string line;
        std::optional<std::size_t> limit;
    } const cases[] = {
        {"SIZE 1000", 1000},
        {"SIZE 0", std::nullopt},
        {"SIZE", std::nullopt},
        {"SIZE many", std::nullopt},
        {"SIZE 12x", std::nullopt},
        {"SIZE -1", std::nullopt},
        {"SIZE 99999999999999999999999999", std::nullopt},
    };

    for (auto const& c : cases) {
        auto const found = of({c.line});
        EXPECT_TRUE(found.size) << c.line;
        EXPECT_EQ(found.size_limit, c.limit) << c.line;
    }
}

TEST(SmtpCapabilities, ReadsBothSpellingsOfAuthAndBoundsThem) {
    EXPECT_EQ(
        of({"AUTH=LOGIN PLAIN", "auth  XOAUTH2"}).auth_mechanisms,
        (std::vector<std::string>{"LOGIN", "PLAIN", "XOAUTH2"})
    );
    std::string endless = "AUTH";
    for (int i = 0; i < 500; ++i) {
        endless += " M";
    }
    EXPECT_EQ(of({endless}).auth_mechanisms.size(), 64U);
}

TEST(SmtpSession, NamesTheServerSafely) {
    EXPECT_EQ(server_name_in({220, "", {"mx.example ESMTP Postfix"}}), "mx.example");
    EXPECT_EQ(server_name_in({220, "", {"\x1b[2J hello"}}), "?[2J");
    EXPECT_EQ(server_name_in({220, "", {""}}), "");
    EXPECT_EQ(server_name_in({220, "", {}}), "");
}

TEST(SmtpSession, TurnsA421IntoAFailure) {
    session one;
    auto const closing = one.next_reply("421 4.4.2 idle\r\n");
    ASSERT_TRUE(closing.has_error());
    EXPECT_EQ(closing.error().code, smtp_errc::closing);
    EXPECT_EQ(closing.error().detail, "421 4.4.2 idle");
}

TEST(SmtpSession, NoticesWhatNobodyAskedFor) {
    struct {
        char const* said;
        smtp_errc expected;
    } const cases[] = {
        {"220 x\r\n250 unasked\r\n", smtp_errc::unexpected_reply},
        {"220 x\r\n25", smtp_errc::unexpected_reply},
        {"220 x\r\n421 bye\r\n", smtp_errc::closing},
        {"220 x\r\n\r\n", smtp_errc::bad_reply},
    };

    for (auto const& c : cases) {
        session one;
        ASSERT_TRUE(one.next_reply(c.said).has_value());
        auto const silent = one.expect_silence();
        ASSERT_TRUE(silent.has_error()) << c.said;
        EXPECT_EQ(silent.error().code, c.expected) << c.said;
    }
    session quiet;
    ASSERT_TRUE(quiet.next_reply("220 x\r\n").has_value());
    EXPECT_TRUE(quiet.expect_silence().has_value());
}

}  // namespace
}  // namespace mailsonde::wire::smtp
