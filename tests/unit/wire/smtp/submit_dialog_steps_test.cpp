#include "shared/wire/smtp/smtp_errc.hpp"
#include "shared/wire/smtp/submit_dialog.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/smtp/submitting.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mailsonde::wire::smtp {
namespace {

using namespace submitting;
using test::dialog_script;

TEST(SubmitDialogSteps, FailsOnRepliesOutOfStep) {
    auto const pipelined = up_to_data_end().receives("250 Ok\r\n").finishes();
    auto const single = dialog_script()
                            .sends(from)
                            .receives("250 Ok\r\n")
                            .sends(to)
                            .receives("250 Ok\r\n")
                            .sends("DATA\r\n")
                            .receives("354 go\r\n")
                            .sends(data)
                            .receives("250 Ok\r\n")
                            .finishes();
    for (auto const* instead : {"334 what\r\n", "garbage\r\n", "421 bye\r\n", "150 x\r\n"}) {
        pipelined.fails_at_every_step([] { return made(true); }, instead);
        single.fails_at_every_step([] { return made(false); }, instead);
    }
    auto const refused = dialog_script()
                             .sends(group)
                             .receives("250 Ok\r\n550 x\r\n354 go\r\n")
                             .sends(".\r\n")
                             .receives("554 x\r\n")
                             .sends("RSET\r\n")
                             .receives("250 Ok\r\n")
                             .finishes();
    for (auto const* instead : {"garbage\r\n", "421 bye\r\n"}) {
        refused.fails_at_every_step([] { return made(true); }, instead);
    }
    refused.run_split_at_every_byte([] { return made(true); });
}

TEST(SubmitDialogSteps, DoesNotSendTheMessageIntoUnaskedReplies) {
    for (auto const* answers :
         {"250 a\r\n250 b\r\n354 c\r\n250 queued already\r\n", "250 a\r\n250 b\r\n250 not 354\r\n"
         }) {
        auto const dialog = made(true);
        dialog_script()
            .sends(group)
            .receives(answers)
            .fails_with(smtp_errc::unexpected_reply)
            .run(*dialog);
        EXPECT_FALSE(dialog->inner.data_sent());
    }
    auto const idle = made(true);
    ASSERT_TRUE(idle->session.parser.feed("250 x\r\n421 4.4.2 idle\r\n").has_value());
    dialog_script().fails_with(smtp_errc::closing, "idle").run(*idle);
}

TEST(SubmitDialogSteps, AnnouncesTheSizeAndKeepsWithinTheLimit) {
    auto const size = mail().message.size();
    auto const fits = made(false);
    fits->session.capabilities.size = true;
    fits->session.capabilities.size_limit = size;
    dialog_script()
        .sends("MAIL FROM:<probe@a.example> SIZE=" + std::to_string(size) + "\r\n")
        .run(*fits);
    auto const large = made(false);
    large->session.capabilities.size_limit = size - 1;
    dialog_script().fails_with(smtp_errc::size_exceeded, std::to_string(size)).run(*large);
}

TEST(SubmitDialogSteps, NoOctetInAnAddressEndsTheCommandEarly) {
    for (int octet = 0; octet < 256; ++octet) {
        auto const bad =
            octet <= 0x20 || octet >= 0x7F ||
            std::string("<>()\\,;:\"@").find(static_cast<char>(octet)) != std::string::npos;
        for (auto const member : {&submission::mail_from, &submission::rcpt_to}) {
            auto changed = mail();
            (changed.*member).insert(2, 1, static_cast<char>(octet));
            owned_submit dialog(changed);
            auto const next = dialog.resume({});
            EXPECT_EQ(next.has_error(), bad) << octet;
            if (bad && next.has_error()) {
                EXPECT_EQ(next.error().code, smtp_errc::malformed_address);
            }
        }
    }
}

TEST(SubmitDialogSteps, TakesAReplyOfTheWrongKindForNoVerdict) {
    for (auto const pipelining : {true, false}) {
        auto const dialog = made(pipelining);
        dialog_script()
            .sends(pipelining ? group : from)
            .receives("354 go\r\n")
            .fails_with(smtp_errc::unexpected_reply, "354 go")
            .run(*dialog);
        EXPECT_FALSE(dialog->inner.outcome()) << "out of step, not refused";
    }
}

}  // namespace
}  // namespace mailsonde::wire::smtp
