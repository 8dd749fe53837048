#include "shared/wire/mail/header_fields.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

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

TEST(HeaderFields, AreFoundByNameInAnyCase) {
    auto const fields = parse_header("Received: a\r\nX: 1\r\nreceived : b\r\n");
    EXPECT_EQ(find_all(fields, "RECEIVED"), (std::vector<std::string_view>{"a", "b"}));
    EXPECT_TRUE(find_all(fields, "Receive").empty());
}

TEST(HeaderFields, SurviveAnyCutAndAnyOctet) {
    std::string const block =
        "Subject: [mailsonde]\r\n\tacme\r\n token\r\nMessage-ID:\r\n <a@b>\r\nX-Mailsonde-Token: "
        "t\r\n";
    for (std::size_t cut = 0; cut <= block.size(); ++cut) {
        EXPECT_LE(parse_header(std::string_view(block).substr(0, cut)).size(), 3U);
        for (int octet = 0; octet < 256; ++octet) {
            auto changed = block;
            changed.insert(cut, 1, static_cast<char>(octet));
            for (auto const& field : parse_header(changed)) {
                ASSERT_FALSE(field.name.empty());
                ASSERT_EQ(field.value.find('\n'), std::string::npos);
            }
        }
    }
}

TEST(TokenEvidence, TakesTheFirstMessageIdAndSubject) {
    auto const found = find_evidence(
        "Message-ID:\r\n <a@b>\r\nMessage-Id: <c@d>\r\nSubject: one\r\n two\r\nSubject: "
        "three\r\n\r\n"
        "X-Mailsonde-Token: in the body\r\n"
    );
    EXPECT_EQ(found.message_id, "<a@b>");
    EXPECT_EQ(found.subject, "one two");
    EXPECT_TRUE(found.token_fields.empty());
    EXPECT_FALSE(found.derived);
}

}  // namespace
}  // namespace mailsonde::wire::mail
