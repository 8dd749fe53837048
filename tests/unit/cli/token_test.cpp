#include "shared/model/token.hpp"

#include "cli/exit_status.hpp"
#include "cli/token_inspect.hpp"
#include "shared/wire/mail/test_mail.hpp"
#include "tests/unit/cli/console.hpp"

#include <gmock/gmock.h>

#include <string>

namespace mailsonde::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

instant const slot = from_rfc3339("2026-11-24T02:03:17.402Z").value();

model::token minted(std::string const& instance = "test") {
    model::key_ring const ring{{"k1", secret("0123456789abcdef")}};
    return model::mint(ring, {instance, "anna", "anna@example.org"}, slot, "12345678");
}

std::string mail_with(model::token const& token) {
    wire::mail::test_mail mail;
    mail.from = "p@example.org";
    mail.to = "anna@example.org";
    mail.instance = "test";
    mail.token = token.text();
    mail.message_id = token.text() + "@example.org";
    mail.date = slot;
    return wire::mail::compose(mail).value();
}

/// Gives `text` on standard input to the command.
int inspect(console& at, std::string const& text) {
    at.in.str(text);
    return run_token_inspect({at.configure(), "-"}, at.io());
}

std::string replaced(std::string text, std::string const& what, std::string const& by) {
    return text.replace(text.find(what), what.size(), by);
}

TEST(TokenInspect, KnowsAMailOfOurs) {
    console at;
    EXPECT_EQ(inspect(at, mail_with(minted())), exit_ok);
    EXPECT_EQ(
        at.out.str(),
        "token: " + minted().id().text +
            "\n"
            "slot: 2026-11-24T02:03:17.402Z\n"
            "found in: X-Mailsonde-Token, Message-ID, Subject\n"
            "verifies: yes\n"
            "key: k1\n"
            "mailbox: anna\n"
            "recipient: anna@example.org\n"
            "\n"
            "ours: yes\n"
    );
    EXPECT_THAT(at.err.str(), IsEmpty());
}

TEST(TokenInspect, ReadsFiles) {
    console at;
    auto const configuration = at.configure();
    auto const file = at.box.write("mail.eml", mail_with(minted()));
    EXPECT_EQ(run_token_inspect({configuration, file}, at.io()), exit_ok);
    EXPECT_THAT(at.out.str(), EndsWith("ours: yes\n"));
    for (auto const& unreadable : {at.box.folder() / "none\x1b", at.box.folder()}) {
        EXPECT_EQ(run_token_inspect({configuration, unreadable}, at.io()), exit_failed);
    }
    EXPECT_EQ(
        at.err.str(),
        "mailsonde: " + (at.box.folder() / "none?").string() +
            " can't be read\nmailsonde: " + at.box.folder().string() + " can't be read\n"
    );
}

TEST(TokenInspect, ForgedTokensDoNotVerify) {
    auto forged = minted().text();
    forged.back() = forged.back() == 'a' ? 'b' : 'a';
    for (auto const& token : {model::token::parse(forged).value(), minted("elsewhere")}) {
        console at;
        EXPECT_EQ(inspect(at, mail_with(token)), exit_failed);
        EXPECT_THAT(
            at.out.str(),
            HasSubstr("verifies: no, does not verify for any mailbox of instance test\n")
        );
        EXPECT_THAT(at.out.str(), EndsWith("ours: no, no token verifies\n"));
        EXPECT_THAT(at.out.str(), Not(HasSubstr("key:")));
    }
}

TEST(TokenInspect, AnAnswerIsNotOurs) {
    for (auto const* const field : {"In-Reply-To: <x@y>", "References: <x@y>", "Resent-To: z@y"}) {
        console at;
        EXPECT_EQ(inspect(at, std::string(field) + "\r\n" + mail_with(minted())), exit_ok);
        EXPECT_THAT(at.out.str(), HasSubstr("ours: no, it answers or forwards another mail"));
    }
}

TEST(TokenInspect, OursTakesTwoPlaces) {
    struct row {
        std::string header;
        std::string found_in;
        std::string ours;
    };

    auto const token = minted().text();
    for (auto const& [header, found_in, ours] :
         {row{"X-Mailsonde-Token: " + token,
              "X-Mailsonde-Token",
              "no, the token stands in one place only"},
          {"Subject: AW: " + token, "Subject", "no, the token stands in one place only"},
          {"Subject: " + token + "\nx-mailsonde-token: " + token,
           "X-Mailsonde-Token, Subject",
           "yes"},
          {"Message-Id: <" + token + "@x>\nX-Mailsonde-Token: " + token,
           "X-Mailsonde-Token, Message-ID",
           "yes"},
          {"X-Mailsonde-Token: x\n\nIn the body: " + token + "\n",
           "text",
           "no, the token stands in one place only"},
          {"no header, " + token, "text", "no, the token stands in one place only"}}) {
        console at;
        EXPECT_EQ(inspect(at, header), exit_ok) << header;
        EXPECT_THAT(at.out.str(), HasSubstr("found in: " + found_in + "\n")) << header;
        EXPECT_THAT(at.out.str(), EndsWith("ours: " + ours + "\n")) << header;
    }
}

TEST(TokenInspect, TellsTokensApart) {
    console at;
    auto const other = minted("elsewhere");
    auto const text =
        replaced(mail_with(minted()), minted().text() + "\r\nMIME", other.text() + "\r\nMIME");
    EXPECT_EQ(inspect(at, text), exit_ok);
    EXPECT_THAT(at.out.str(), HasSubstr("found in: X-Mailsonde-Token, Message-ID\nverifies: yes"));
    EXPECT_THAT(at.out.str(), HasSubstr("found in: Subject\nverifies: no"));
    EXPECT_THAT(at.out.str(), EndsWith("ours: yes\n"));
}

TEST(TokenInspect, ListsEveryTokenOfAText) {
    console at;
    std::string text;
    for (auto i = 0; i < 20; ++i) {
        text += "line " + minted("elsewhere" + std::to_string(i)).text() + "\n";
    }
    EXPECT_EQ(inspect(at, text + minted().text()), exit_ok);
    std::size_t count = 0;
    for (auto from = at.out.str().find("token: "); from != std::string::npos;
         from = at.out.str().find("token: ", from + 1)) {
        ++count;
    }
    EXPECT_EQ(count, 21U);
}

TEST(TokenInspect, SaysThatThereIsNone) {
    console at;
    EXPECT_EQ(inspect(at, "Subject: hello\n\nms1.tooshort\n"), exit_failed);
    EXPECT_THAT(at.out.str(), IsEmpty());
    EXPECT_EQ(at.err.str(), "mailsonde: no token found\n");
}

TEST(TokenInspect, ReadsAMebibyteAndNoMore) {
    console at;
    auto const token = minted().text();
    auto const filler = std::string(longest_inspected - token.size() - 1, '\n');
    EXPECT_EQ(inspect(at, filler + " " + token), exit_ok);
    EXPECT_THAT(at.err.str(), IsEmpty());
    console beyond;
    EXPECT_EQ(inspect(beyond, filler + "\n " + token), exit_failed);
    EXPECT_EQ(
        beyond.err.str(), "mailsonde: only the first MiB is looked at\nmailsonde: no token found\n"
    );
}

TEST(TokenInspect, NeedsAGoodConfiguration) {
    console at;
    at.in.str(mail_with(minted()));
    EXPECT_EQ(run_token_inspect({at.configure("nonsense: 1"), "-"}, at.io()), exit_failed);
    EXPECT_THAT(at.err.str(), HasSubstr(":1:1: unknown key 'nonsense'"));
    EXPECT_THAT(at.out.str(), IsEmpty());
}

}  // namespace
}  // namespace mailsonde::cli
