#include "shared/core/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde {
namespace {

TEST(Sanitised, KeepsReadableText) {
    EXPECT_EQ(sanitised("550 5.1.1 Benutzer ungültig"), "550 5.1.1 Benutzer ungültig");
}

TEST(Sanitised, ReplacesWhatWouldFoolATerminalOrALog) {
    std::pair<std::string, std::string> const cases[] = {
        {"a\r\nb", "a??b"},
        {"\x1b[31mred", "?[31mred"},
        {std::string("a\0b", 3), "a?b"},
        {"\xc2\x9b"
         "31m",
         "?31m"},
        {"abc\xe2\x80\xae"
         "def",
         "abc?def"},
        {"\xe2\x80\xa8", "?"},
        {"\xff\xfe", "??"},
        {"\xc0\xaf", "??"},
        {"\xed\xa0\x80", "???"},
        {"\xe2\x82", "??"},
        {"\x7f", "?"},
    };
    for (auto const& [raw, safe] : cases) {
        EXPECT_EQ(sanitised(raw), safe);
    }
}

TEST(Sanitised, CutsLongTextBetweenCharacters) {
    EXPECT_EQ(sanitised("abcdef", 3), "abc...");
    EXPECT_EQ(sanitised("abü", 3), "ab...");
    EXPECT_EQ(sanitised("abc", 3), "abc");
}

TEST(Text, ControlCharacters) {
    EXPECT_TRUE(has_control_characters("a\nb"));
    EXPECT_TRUE(has_control_characters("\x7f"));
    EXPECT_FALSE(has_control_characters("grün"));
}

TEST(Text, CaseAndBlanks) {
    EXPECT_EQ(to_lower("InBoX-Ü"), "inbox-Ü");
    EXPECT_TRUE(equals_ignoring_case("INBOX", "inbox"));
    EXPECT_FALSE(equals_ignoring_case("INBOX", "inbox2"));
    EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(trimmed(" \r\n"), "");
}

}  // namespace
}  // namespace mailsonde
