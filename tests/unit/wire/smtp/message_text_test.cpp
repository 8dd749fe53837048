#include "shared/wire/smtp/message_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::smtp {
namespace {

using namespace std::string_literals;

TEST(SmtpMessageText, KnowsWhatMayGoOnTheWire) {
    struct {
        std::string message;
        bool canonical;
    } const cases[] = {
        {"a: b\r\n\r\nc\r\n", true},
        {"\r\n", true},
        {std::string(998, 'x') + "\r\n", true},
        {std::string(999, 'x') + "\r\n", false},
        {"", false},
        {"no end", false},
        {"a\n", false},
        {"a\r", false},
        {"a\r\r\n", false},
        {"a\n\r\n", false},
        {"a\r\n.\n", false},
        {"a\n.\r\n", false},
        {"a\0b\r\n"s, false},
        {"\xc3\xbc\r\n", false},
    };

    for (auto const& c : cases) {
        EXPECT_EQ(is_canonical(c.message), c.canonical) << testing::PrintToString(c.message);
    }
}

TEST(SmtpMessageText, DoublesDotsAtLineStarts) {
    std::pair<std::string, std::string> const cases[] = {
        {"a\r\n", "a\r\n.\r\n"},
        {".\r\n", "..\r\n.\r\n"},
        {"a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n"},
        {"..a.\r\n", "...a.\r\n.\r\n"},
        {"a.b\r\n", "a.b\r\n.\r\n"},
    };
    for (auto const& [message, stuffed] : cases) {
        EXPECT_EQ(dot_stuffed(message), stuffed) << message;
    }
}

TEST(SmtpMessageText, EndsTheDataOnlyAtItsEnd) {
    // Whatever lines a message is made of, the end mark stands once in what goes out.
    std::string const lines[] = {"\r\n", ".\r\n", "..\r\n", ".x\r\n", "x\r\n"};
    for (auto const& a : lines) {
        for (auto const& b : lines) {
            for (auto const& c : lines) {
                auto const sent = "\r\n" + dot_stuffed(a + b + c);
                EXPECT_EQ(sent.find("\r\n.\r\n"), sent.size() - 5) << a << b << c;
            }
        }
    }
}

}  // namespace
}  // namespace mailsonde::wire::smtp
