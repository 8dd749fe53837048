// Deletions that do not go well.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::expunged;
using looks::found;
using looks::header_of;
using looks::saw;
using looks::saw_nothing;
using model::mail_stage;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerRemoval : public checker_case {};

TEST_F(CheckerRemoval, WhatIsNotSafelyExpungedOrNotOursIsLeftAlone) {
    for (auto const what :
         {wire::imap::deletion::already_gone,
          wire::imap::deletion::not_ours,
          wire::imap::deletion::flagged_only}) {
        auto const one = start();
        auto const mail = out_and_looked_for(*one);
        one->answer(saw({found(header_of(mail), now())}, now()));
        one->answer(looks::all(one->last_removal().removals, what));
        EXPECT_EQ(stage_of(mail), mail_stage::settled) << to_text(what);
        pass(1h);
        one->turn();
        EXPECT_THAT(one->port.removals, SizeIs(1)) << to_text(what);
    }
}

TEST_F(CheckerRemoval, ADeletionThatBreaksDoesNotBlindUs) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    auto const next = sent_mail();
    tell(next);
    one->answer(fail(wire::imap::imap_errc::bye));
    pass(15s);
    one->turn();
    ASSERT_THAT(one->port.looks, SizeIs(2)) << "looks come first";
    one->answer(saw({found(header_of(next), now(), 8)}, now()));
    EXPECT_THAT(results(), SizeIs(2));
    EXPECT_THAT(one->port.removals, SizeIs(1));
    pass(45s);
    one->turn();
    ASSERT_THAT(one->port.removals, SizeIs(2));
    EXPECT_THAT(one->last_removal().removals, SizeIs(2));
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
    EXPECT_EQ(stage_of(next), mail_stage::settled);
}

TEST_F(CheckerRemoval, ADeletionThatBreaksIsNoProofThatNothingCanBeRead) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    one->answer(fail(wire::imap::imap_errc::bye));
    pass(60s);
    one->turn();
    EXPECT_THAT(phases("anna/access"), IsEmpty());
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
    pass(10min);
    tell(sent_mail());
    one->turn();
    EXPECT_THAT(phases("anna/access"), IsEmpty());
}

TEST_F(CheckerRemoval, ARefusedDeletionIsTriedAgainLaterAndStarvesNoLook) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    auto const refuse = [&] {
        one->answer(looks::all(
            one->last_removal().removals,
            wire::imap::deletion::refused,
            fail(wire::imap::imap_errc::read_only)
        ));
    };
    refuse();
    static_cast<void>(out_and_looked_for(*one));
    for (auto i = 0; i < 20; ++i) {
        auto const before = one->port.looks.size();
        one->answer(saw_nothing(now()));
        pass(30s);
        one->turn();
        if (one->core.visits() == 1 && one->port.looks.size() == before) {
            refuse();
        }
    }
    EXPECT_THAT(one->port.looks, SizeIs(testing::Ge(20U)));
    EXPECT_THAT(one->port.removals, SizeIs(testing::AllOf(testing::Ge(8U), testing::Le(12U))));
    EXPECT_EQ(stage_of(mail), mail_stage::deleting);
}

TEST_F(CheckerRemoval, WhatCanNotBeDeletedIsLeftBehindAfterADay) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    one->answer(fail(wire::imap::imap_errc::bye));
    pass(24h - 1ms);
    one->turn();
    EXPECT_EQ(stage_of(mail), mail_stage::deleting);
    one->answer(fail(wire::imap::imap_errc::bye));
    pass(1ms);
    one->turn();
    EXPECT_EQ(stage_of(mail), std::nullopt);
}

}  // namespace
}  // namespace mailsonde::checker
