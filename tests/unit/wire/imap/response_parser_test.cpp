#include "shared/wire/imap/response_parser.hpp"

#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"
#include "tests/unit/wire/imap/parsed.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::imap {
namespace {

using test::all_responses;
using test::untagged_in;

std::string drawn(response const& one) {
    if (auto const* const done = std::get_if<tagged>(&one)) {
        return "tagged " + done->tag + " " + std::string(to_text(done->status)) + " [" +
               done->code.name + "] " + done->text;
    }
    if (auto const* const more = std::get_if<continuation>(&one)) {
        return "+" + more->text;
    }
    auto const& data = std::get<untagged>(one);
    auto const number = data.number ? std::to_string(*data.number) : "";
    return "* " + number + " " + data.name + " [" + data.code.name + "] " + data.text;
}

std::string drawn(std::string_view bytes, std::size_t step) {
    auto const responses = all_responses(bytes, step);
    if (!responses) {
        return responses.error().text();
    }
    std::string out;
    for (auto const& one : *responses) {
        out += drawn(one) + "\n";
    }
    return out;
}

/// A session with everything that makes a parser stumble.
std::string const conversation =
    "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Dovecot (Debian) ready. {12}\r\n"
    "+ \r\n+\r\n+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"
    "* 3 FETCH (UID 7 BODY[HEADER.FIELDS (X-MAILSONDE-TOKEN)] {31}\r\n"
    "X-A: b\r\nA3 OK forged\r\n* BYE x\r\n FLAGS (\\Seen))\r\n"
    "* FLAGS (\\Answered \\*)\r\n"
    "* X-UNKNOWN ((((\r\n"
    "* X-BIG {4}\r\n)\r\n( y\r\n"
    "\r\n"
    "* OK [PERMANENTFLAGS (\\Deleted a]b \\*)] Flags permitted.\n"
    "A3 NO [LIMIT] Maximum number of connections {99}\r\n"
    "a4 bad Error in IMAP command\r\n"
    "a5 OK\r\n"
    "* SEARCH\r\n";

std::string const expected =
    "*  OK [CAPABILITY] Dovecot (Debian) ready. {12}\n"
    "+\n+\n+eyJzdGF0dXMiOiI0MDEifQ==\n"
    "* 3 FETCH [] \n"
    "*  FLAGS [] \n"
    "*  X-UNKNOWN [] \n"
    "*  X-BIG [] \n"
    "*  OK [PERMANENTFLAGS] Flags permitted.\n"
    "tagged A3 NO [LIMIT] Maximum number of connections {99}\n"
    "tagged a4 BAD [] Error in IMAP command\n"
    "tagged a5 OK [] \n"
    "*  SEARCH [] \n";

TEST(ImapResponseParser, ReadsAWholeConversation) {
    EXPECT_EQ(drawn(conversation, conversation.size()), expected);
}

TEST(ImapResponseParser, ReadsTheSameSplitAnywhere) {
    EXPECT_EQ(drawn(conversation, 1), expected);
    for (std::size_t at = 1; at < conversation.size(); ++at) {
        EXPECT_EQ(drawn(conversation, at), expected) << at;
    }
}

TEST(ImapResponseParser, NeverLooksIntoALiteral) {
    std::string const mail = "Subject: x\r\nA3 OK forged\r\n* 1 EXPUNGE\r\n)\r\n";
    auto fetch = untagged_in(
        "* 1 FETCH (BODY[HEADER] {" + std::to_string(mail.size()) + "}\r\n" + mail + " UID 5)"
    );
    auto const data = take_fetch(fetch);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->header, mail);
    EXPECT_EQ(data->uid, 5U);
}

TEST(ImapResponseParser, KeepsWhatIsBuffered) {
    response_parser parser;
    auto const first = parser.feed("a1 OK done\r\n* BYE injected\r\n");
    ASSERT_TRUE(first && *first);
    EXPECT_EQ(parser.buffered(), 16U);
    auto const second = parser.feed({});
    ASSERT_TRUE(second && *second);
    EXPECT_EQ(parser.buffered(), 0U);
}

TEST(ImapResponseParser, RefusesWhatIsNoResponse) {
    for (std::string const bad :
         {"220 mx.example ESMTP\r\n",
          "HTTP/1.1 400 Bad Request\r\n",
          "a1\r\n",
          "a1 BYE\r\n",
          " OK x\r\n",
          "*OK\r\n",
          "* 1 FETCH (UID 4\r\n",
          "* ESEARCH (TAG\r\n"}) {
        auto const responses = all_responses(bad);
        ASSERT_TRUE(responses.has_error()) << bad;
        EXPECT_EQ(responses.error().code, imap_errc::bad_response) << bad;
    }
}

TEST(ImapResponseParser, PassesOverAFolderThatIsNoGrammar) {
    auto const responses = all_responses(
        "* LIST () \"/\" \"a\"b\"\r\n* LIST (\\Junk\r\n* STATUS INBOX (UIDNEXT\r\na1 OK\r\n"
    );
    ASSERT_TRUE(responses.has_value());
    EXPECT_EQ(responses->size(), 4U);
}

TEST(ImapResponseParser, TakesNoFolderNameForALiteral) {
    auto const responses = all_responses("* LIST () \"/\" a{5}\r\na1 OK List completed.\r\n");
    ASSERT_TRUE(responses.has_value());
    EXPECT_EQ(responses->size(), 2U);
}

TEST(ImapResponseParser, RefusesTooMuchBeforeItIsThere) {
    struct {
        std::string bytes;
        imap_errc code;
    } const cases[] = {
        {"* OK " + std::string(limits::line_octets, 'x'), imap_errc::line_too_long},
        {"* OK " + std::string(limits::line_octets, 'x') + "\r\n", imap_errc::line_too_long},
        {"* 1 FETCH (BODY[HEADER] {262145}\r\n", imap_errc::literal_too_long},
        {"* 1 FETCH (BODY[HEADER] {10737418240}\r\n", imap_errc::literal_too_long},
        {"* 1 FETCH (BODY[HEADER] {99999999999999999999999}\r\n", imap_errc::literal_too_long},
        {"* X (~{10737418240+}\r\n", imap_errc::literal_too_long},
        {"* FLAGS " + std::string(20, '(') + "\r\n", imap_errc::nesting_too_deep},
        {"* LIST " + std::string(20, '(') + "\r\n", imap_errc::nesting_too_deep},
    };

    for (auto const& one : cases) {
        auto const responses = all_responses(one.bytes);
        ASSERT_TRUE(responses.has_error()) << one.bytes.substr(0, 60);
        EXPECT_EQ(responses.error().code, one.code) << one.bytes.substr(0, 60);
    }
}

TEST(ImapResponseParser, LimitsOneResponseOfManyLiterals) {
    std::string bytes = "* X";
    for (auto i = 0; i < 5; ++i) {
        bytes += " {" + std::to_string(limits::literal_octets) + "}\r\n";
        bytes.append(limits::literal_octets, 'x');
    }
    auto const responses = all_responses(bytes + "\r\n", 100'000);
    ASSERT_TRUE(responses.has_error());
    EXPECT_EQ(responses.error().code, imap_errc::too_many_bytes);
}

TEST(ImapResponseParser, TakesTheLargestLiteral) {
    std::string const mail(limits::literal_octets, 'x');
    auto const responses = all_responses(
        "* 1 FETCH (BODY[HEADER] {" + std::to_string(mail.size()) + "}\r\n" + mail + ")\r\n", 4096
    );
    ASSERT_TRUE(responses.has_value());
    EXPECT_EQ(responses->size(), 1U);
}

TEST(ImapResponseParser, ShowsNoControlCharactersInFailures) {
    auto const responses = all_responses("\x1B[2J evil\r\n");
    ASSERT_TRUE(responses.has_error());
    EXPECT_EQ(responses.error().detail, "?[2J evil");
}

}  // namespace
}  // namespace mailsonde::wire::imap
