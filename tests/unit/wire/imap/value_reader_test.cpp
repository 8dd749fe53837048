#include "shared/wire/imap/value_reader.hpp"

#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::imap {
namespace {

/// The tree as text: atoms bare, numbers with '#', quoted in "", literals in {}, lists in ().
std::string drawn(std::vector<value> const& values) {
    std::string out;
    for (auto const& one : values) {
        out += out.empty() ? "" : " ";
        switch (one.kind) {
            case value_kind::atom:
                out += one.text;
                break;
            case value_kind::number:
                out += "#" + one.text;
                break;
            case value_kind::quoted:
                out += '"' + one.text + '"';
                break;
            case value_kind::literal:
                out += '{' + one.text + '}';
                break;
            case value_kind::list:
                out += '(' + drawn(one.items) + ')';
                break;
            case value_kind::nil:
                out += "NIL!";
                break;
        }
    }
    return out;
}

TEST(ImapValueReader, ReadsEachKind) {
    struct {
        std::string text;
        std::string tree;
    } const cases[] = {
        {"", ""},
        {"a 12 \"b c\" NIL nil (d (e) ())", "a #12 \"b c\" NIL! NIL! (d (e) ())"},
        {R"("a\"b\\c")", R"("a"b\c")"},
        {"{3}\r\na b x", "{a b} x"},
        {"{3+}\r\n)\r\n", "{)\r\n}"},
        {"~{2}\r\n\x01\x02", "{\x01\x02}"},
        {"({0}\r\n)", "({})"},
        {R"((\Seen $Junk \*))", R"((\Seen $Junk \*))"},
        {"(UID 4 BODY[HEADER.FIELDS (X-A X-B)] {1}\r\nz)",
         "(UID #4 BODY[HEADER.FIELDS (X-A X-B)] {z})"},
        {"BODY[HEADER.FIELDS (\"X-Mailsonde\")]<0> NIL",
         "BODY[HEADER.FIELDS (\"X-Mailsonde\")]<0> NIL!"},
        {"[Gmail]/Spam a[b", "[Gmail]/Spam a[b"},
        {"Foo\tBar  (a)b", "Foo\tBar (a) b"},
        {"{x} a{5}", "{x} a{5}"},
        {"99999999999999999999", "#99999999999999999999"},
        {"caf\xC3\xA9 ", "caf\xC3\xA9"},
    };

    for (auto const& one : cases) {
        auto const values = value_reader(one.text).read_all();
        ASSERT_TRUE(values.has_value()) << one.text << ": " << values.error().text();
        EXPECT_EQ(drawn(*values), one.tree) << one.text;
    }
}

TEST(ImapValueReader, RefusesWhatIsNoGrammar) {
    for (std::string const bad :
         {"(", "(a", ")", "\"a", "\"a\r\nb\"", "\"a\\", "{5}\r\nabc", "a)"}) {
        auto const values = value_reader(bad).read_all();
        ASSERT_TRUE(values.has_error()) << bad;
        EXPECT_EQ(values.error().code, imap_errc::bad_response) << bad;
    }
}

TEST(ImapValueReader, LimitsNesting) {
    auto const nested = [](std::size_t depth) {
        return std::string(depth, '(') + std::string(depth, ')');
    };
    auto const most = nested(limits::nesting);
    EXPECT_TRUE(value_reader(most).read_all().has_value());
    for (auto const depth : {limits::nesting + 1, 60'000UL}) {
        auto const text = nested(depth);
        auto const values = value_reader(text).read_all();
        ASSERT_TRUE(values.has_error());
        EXPECT_EQ(values.error().code, imap_errc::nesting_too_deep);
    }
}

TEST(ImapValueReader, LimitsTheNumberOfValues) {
    std::string text;
    for (std::size_t i = 0; i < limits::values; ++i) {
        text += "1 ";
    }
    EXPECT_TRUE(value_reader(text).read_all().has_value());
    text += "1";
    auto const values = value_reader(text).read_all();
    ASSERT_TRUE(values.has_error());
    EXPECT_EQ(values.error().code, imap_errc::too_many_values);
}

TEST(ImapValue, NumbersHave32Bits) {
    EXPECT_EQ(to_number("4294967295"), 4294967295U);
    for (std::string_view const bad : {"", "4294967296", "-1", "+1", "1a", " 1", "1 "}) {
        EXPECT_EQ(to_number(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace mailsonde::wire::imap
