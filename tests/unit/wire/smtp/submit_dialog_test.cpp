#include "shared/wire/smtp/submit_dialog.hpp"

#include "shared/wire/smtp/smtp_errc.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/smtp/owned_dialog.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mailsonde::wire::smtp {
namespace {

using test::dialog_script;

using owned_dialog = test::owned<submit_dialog>;

submission mail() {
    return {"probe@a.example", "anna@b.example", "Subject: x\r\n\r\n.dot\r\n"};
}

std::unique_ptr<owned_dialog> made(bool pipelining) {
    auto dialog = std::make_unique<owned_dialog>(mail());
    dialog->session.capabilities.pipelining = pipelining;
    dialog->session.capabilities.size = pipelining;
    return dialog;
}

std::string const group =
    "MAIL FROM:<probe@a.example> SIZE=20\r\nRCPT TO:<anna@b.example>\r\nDATA\r\n";
std::string const data = "Subject: x\r\n\r\n..dot\r\n.\r\n";

dialog_script pipelined() {
    return dialog_script()
        .sends(group)
        .receives("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n")
        .sends(data)
        .receives("250 2.0.0 Ok: queued as ABC\r\n")
        .finishes();
}

dialog_script one_by_one() {
    return dialog_script()
        .sends("MAIL FROM:<probe@a.example>\r\n")
        .receives("250 Ok\r\n")
        .sends("RCPT TO:<anna@b.example>\r\n")
        .receives("250 Ok\r\n")
        .sends("DATA\r\n")
        .receives("354 go\r\n")
        .sends(data)
        .receives("250 Ok\r\n")
        .finishes();
}

TEST(SubmitDialog, SendsAGroupWhereTheServerPipelines) {
    auto const dialog = made(true);
    pipelined().run(*dialog);
    ASSERT_TRUE(dialog->inner.acceptance());
    EXPECT_EQ(queue_id_of(*dialog->inner.acceptance()), "ABC");
    pipelined().run_split_at_every_byte([] { return made(true); });
}

TEST(SubmitDialog, SendsOneByOneElsewhere) {
    auto const dialog = made(false);
    one_by_one().run(*dialog);
    EXPECT_TRUE(dialog->inner.acceptance());
    one_by_one().run_split_at_every_byte([] { return made(false); });
}

TEST(SubmitDialog, EndsAtEveryStepWhenTheServerCloses) {
    for (auto const* instead : {"421 4.3.2 shutting down\r\n", "garbage\r\n"}) {
        pipelined().fails_at_every_step([] { return made(true); }, instead);
        one_by_one().fails_at_every_step([] { return made(false); }, instead);
    }
}

TEST(SubmitDialog, ReportsTheRecipientsReplyNotTheOneToData) {
    auto const dialog = made(true);
    dialog_script()
        .sends(group)
        .receives("250 Ok\r\n450 4.2.0 greylisted\r\n554 5.5.1 no valid recipients\r\n")
        .sends("RSET\r\n")
        .receives("250 Ok\r\n")
        .finishes()
        .run(*dialog);
    ASSERT_TRUE(dialog->inner.refusal());
    EXPECT_EQ(dialog->inner.refusal()->summary(), "450 4.2.0 greylisted");
    EXPECT_EQ(dialog->inner.refused_in(), "smtp.rcpt");
    EXPECT_FALSE(dialog->inner.in_doubt());
}

TEST(SubmitDialog, SendsOnlyADotIfDataIsAcceptedWithoutARecipient) {
    auto const dialog = made(true);
    dialog_script()
        .sends(group)
        .receives("250 Ok\r\n550 5.1.1 unknown\r\n354 go\r\n")
        .sends(".\r\n")
        .receives("554 no valid recipients\r\n")
        .sends("RSET\r\n")
        .receives("250 Ok\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(dialog->inner.refusal()->code, 550);
    EXPECT_FALSE(dialog->inner.acceptance());
}

TEST(SubmitDialog, KeepsTheSessionUsableAfterARefusalWithoutPipelining) {
    auto const dialog = made(false);
    dialog_script()
        .sends("MAIL FROM:<probe@a.example>\r\n")
        .receives("550 5.7.1 not you\r\n")
        .sends("RSET\r\n")
        .receives("250 Ok\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(dialog->inner.refused_in(), "smtp.mail");
}

TEST(SubmitDialog, TellsARefusalAfterTheDataFromDoubt) {
    auto const dialog = made(true);
    dialog_script()
        .sends(group)
        .receives("250 Ok\r\n250 Ok\r\n354 go\r\n")
        .sends(data)
        .receives("552 5.3.4 too big\r\n")
        .finishes()
        .run(*dialog);
    EXPECT_EQ(dialog->inner.refused_in(), "smtp.data_end");
    EXPECT_FALSE(dialog->inner.in_doubt());
    auto const broken = made(true);
    dialog_script()
        .sends(group)
        .receives("250 Ok\r\n250 Ok\r\n354 go\r\n")
        .sends(data)
        .run(*broken);
    EXPECT_TRUE(broken->inner.in_doubt());
}

TEST(SubmitDialog, RefusesToSendWhatCouldInject) {
    submission const cases[] = {
        {"a@b\r\nRCPT TO:<x@y>", "anna@b.example", "x\r\n"},
        {"probe@a.example", "anna@b.example>\r\nDATA", "x\r\n"},
        {"probe@a.example", "anna@b.example", "x\n.\n"},
        {"probe@a.example", "anna@b.example", "x\r.\r\n"},
        {"probe@a.example", "anna@b.example", std::string("x\0\r\n", 4)},
        {"probe@a.example", "anna@b.example", std::string(999, 'x') + "\r\n"},
        {"probe@a.example", "anna@b.example", "no line end"},
    };
    for (auto const& bad : cases) {
        owned_dialog dialog(bad);
        EXPECT_TRUE(dialog.resume({}).has_error()) << bad.message.substr(0, 20);
    }
}

TEST(SubmitDialog, AddressesThatMayStandInACommand) {
    for (auto const* good : {"a@b", "bounce+ms1.x@probe.example", "a@[127.0.0.1]"}) {
        EXPECT_EQ(is_safe_address(good), std::string(good).find(':') == std::string::npos) << good;
    }
    for (auto const* bad :
         {"",
          "a",
          "@b",
          "a@",
          "a@b@c",
          "a b@c",
          "<a@b>",
          "\"a\"@b",
          "a@b\r\n",
          "a@b,c@d",
          "\xc3\xbc@b"}) {
        EXPECT_FALSE(is_safe_address(bad)) << bad;
    }
    EXPECT_FALSE(is_safe_address(std::string(254, 'a') + "@b"));
}

}  // namespace
}  // namespace mailsonde::wire::smtp
