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

TEST(SubmitOutcome, OfAnAcceptedMail) {
    auto const dialog = made(true);
    up_to_data_end().receives("250 2.0.0 Ok: queued as 4Xyz\r\n").finishes().run(*dialog);
    auto const outcome = dialog->inner.outcome();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->result, submission_class::accepted);
    EXPECT_FALSE(outcome->reason);
    EXPECT_EQ(outcome->phase, "smtp.data_end");
    EXPECT_EQ(outcome->queue_id, "4Xyz");
    EXPECT_EQ(outcome->decisive.enhanced, "2.0.0");
    EXPECT_EQ(dialog->inner.answers().size(), 4U);
    EXPECT_TRUE(dialog->inner.data_sent());
    EXPECT_FALSE(dialog->inner.in_doubt());
}

struct refusal_case {
    std::string replies;  ///< to MAIL, RCPT, DATA
    submission_class result;
    smtp_errc reason;
    std::string phase;
    int code;
};

refusal_case const refusals[] = {
    {"451 later\r\n503 x\r\n503 x\r\n",
     submission_class::temporary,
     smtp_errc::mail_rejected,
     "smtp.mail",
     451},
    {"530 5.7.0 log in\r\n503 x\r\n503 x\r\n",
     submission_class::authentication,
     smtp_errc::mail_rejected,
     "smtp.mail",
     530},
    {"552 too big\r\n503 x\r\n503 x\r\n",
     submission_class::permanent,
     smtp_errc::size_exceeded,
     "smtp.mail",
     552},
    {"250 Ok\r\n450 4.2.0 greylisted\r\n554 5.5.1 no valid recipients\r\n",
     submission_class::temporary,
     smtp_errc::recipient_rejected,
     "smtp.rcpt",
     450},
    {"250 Ok\r\n550 5.1.1 unknown\r\n503 x\r\n",
     submission_class::permanent,
     smtp_errc::recipient_rejected,
     "smtp.rcpt",
     550},
    {"250 Ok\r\n552 5.2.2 full\r\n503 x\r\n",
     submission_class::permanent,
     smtp_errc::recipient_rejected,
     "smtp.rcpt",
     552},
    {"250 Ok\r\n250 Ok\r\n451 4.3.0 disk\r\n",
     submission_class::temporary,
     smtp_errc::data_rejected,
     "smtp.data",
     451},
    {"250 Ok\r\n252 Ok\r\n554 5.7.1 spam\r\n",
     submission_class::permanent,
     smtp_errc::data_rejected,
     "smtp.data",
     554},
};

void expect_refused(submit_dialog const& dialog, refusal_case const& c) {
    auto const outcome = dialog.outcome();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->result, c.result);
    EXPECT_EQ(outcome->reason, c.reason);
    EXPECT_EQ(outcome->phase, c.phase);
    EXPECT_EQ(outcome->decisive.code, c.code);
    EXPECT_FALSE(dialog.data_sent());
    EXPECT_FALSE(dialog.in_doubt());
}

TEST(SubmitOutcome, OfARefusedGroupIsTheFirstRefusal) {
    for (auto const& c : refusals) {
        SCOPED_TRACE(c.replies);
        auto const script = dialog_script()
                                .sends(group)
                                .receives(c.replies)
                                .sends("RSET\r\n")
                                .in_phase("smtp.rset")
                                .receives("250 Ok\r\n")
                                .finishes();
        auto const dialog = made(true);
        script.run(*dialog);
        expect_refused(dialog->inner, c);
        EXPECT_EQ(dialog->inner.answers().size(), 4U) << "all codes are kept";
        script.run_split_at_every_byte([] { return made(true); });
    }
}

TEST(SubmitOutcome, OneByOneStopsAtTheRefusal) {
    for (auto const& c : refusals) {
        SCOPED_TRACE(c.replies);
        auto const dialog = made(false);
        dialog_script script;
        auto rest = c.replies;
        auto const next = [&rest] {
            auto const line = rest.substr(0, rest.find('\n') + 1);
            rest.erase(0, line.size());
            return line;
        };
        script.sends(from).receives(next());
        if (c.phase != "smtp.mail") {
            script.sends(to).receives(next());
        }
        if (c.phase == "smtp.data") {
            script.sends("DATA\r\n").receives(next());
        }
        script.sends("RSET\r\n").receives("250 Ok\r\n").finishes().run(*dialog);
        expect_refused(dialog->inner, c);
    }
}

TEST(SubmitOutcome, LeavesASessionForTheNextMail) {
    auto const first = made(true);
    dialog_script()
        .sends(group)
        .receives("250 Ok\r\n450 x\r\n554 x\r\n")
        .sends("RSET\r\n")
        .receives("250 Ok\r\n")
        .finishes()
        .run(*first);
    submit_dialog second(first->session, mail());
    up_to_data_end().receives("250 Ok\r\n").finishes().run(second);
    EXPECT_TRUE(second.acceptance());
}

TEST(SubmitOutcome, IsKnownEvenIfTheConnectionEndsAfterwards) {
    auto const dialog = made(true);
    dialog_script()
        .sends(group)
        .receives("250 Ok\r\n550 5.1.1 unknown\r\n421 bye\r\n")
        .fails_with(smtp_errc::closing, "421 bye")
        .run(*dialog);
    EXPECT_EQ(dialog->inner.outcome()->decisive.code, 550);
    auto const reset = made(true);
    dialog_script()
        .sends(group)
        .receives("250 Ok\r\n550 5.1.1 unknown\r\n503 x\r\n")
        .sends("RSET\r\n")
        .receives("500 what?\r\n")
        .fails_with(smtp_errc::unexpected_reply)
        .run(*reset);
    EXPECT_EQ(reset->inner.outcome()->result, submission_class::permanent);
}

TEST(SubmitOutcome, OfA421IsTemporary) {
    auto const dialog = made(true);
    up_to_data_end().receives("421 4.3.2 shutdown\r\n").fails_with(smtp_errc::closing).run(*dialog);
    EXPECT_EQ(dialog->inner.outcome()->result, submission_class::temporary);
    EXPECT_FALSE(dialog->inner.in_doubt()) << "421 is an answer: not accepted";
}

TEST(SubmitOutcome, IsInDoubtOnceTheDataIsOutUnanswered) {
    auto const waiting = made(true);
    up_to_data_end().run(*waiting);
    EXPECT_TRUE(waiting->inner.data_sent());
    EXPECT_TRUE(waiting->inner.in_doubt());
    EXPECT_FALSE(waiting->inner.outcome());
    for (auto const* nonsense : {"garbage\r\n", "354 go on\r\n", "250-Ok\r\n550 no\r\n"}) {
        auto const dialog = made(true);
        dialog_script()
            .sends(group)
            .receives("250 a\r\n250 b\r\n354 c\r\n")
            .sends(data)
            .run(*dialog);
        ASSERT_TRUE(dialog->resume({}).has_value());
        EXPECT_TRUE(dialog->resume(nonsense).has_error()) << nonsense;
        EXPECT_TRUE(dialog->inner.in_doubt()) << nonsense;
    }
}

}  // namespace
}  // namespace mailsonde::wire::smtp
