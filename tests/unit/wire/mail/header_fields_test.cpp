#include "shared/wire/mail/header_fields.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::mail {
namespace {

TEST(HeaderFields, AreUnfoldedAndTrimmed) {
    auto const fields = parse_header("A: 1\r\nB:\r\n\t2\r\n  3\nC:\r\n\r\nD: body\r\n");
    ASSERT_EQ(fields.size(), 3U);
    EXPECT_EQ(fields[0].value, "1");
    EXPECT_EQ(fields[1].value, "2 3");
    EXPECT_EQ(fields[2].value, "");
}

TEST(HeaderFields, SkipWhatIsNoField) {
    auto const fields =
        parse_header("From x y\r\n folded junk\r\nno colon\r\n: empty\r\nA b: c\r\nX: 1\r\n");
    ASSERT_EQ(fields.size(), 1U);
    EXPECT_EQ(fields[0].name, "X");
}

TEST(HeaderFields, AreBounded) {
    std::string many;
    for (auto i = 0; i < 3000; ++i) {
        many += "A: b\r\n";
    }
    EXPECT_EQ(parse_header(many).size(), 2000U);
    EXPECT_LE(parse_header("A: " + std::string(1 << 20, 'x')).at(0).value.size(), 256U * 1024);
}

TEST(TokenEvidence, SeesRepliesAndRedirects) {
    for (auto const* trait : {"In-Reply-To: <a@b>", "references: <a@b>", "Resent-From: anna@b"}) {
        auto const found =
            find_evidence("X-MAILSONDE-TOKEN: t\r\n" + std::string(trait) + "\r\n\r\n");
        EXPECT_EQ(found.token_fields, std::vector<std::string>{"t"});
        EXPECT_TRUE(found.derived) << trait;
    }
    EXPECT_EQ(
        find_evidence("X-Mailsonde-Token: a\nX-Mailsonde-Token: b\n").token_fields.size(), 2U
    );
}

}  // namespace
}  // namespace mailsonde::wire::mail
