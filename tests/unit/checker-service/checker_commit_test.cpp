// Nothing is deleted on the strength of a result that is not in the log.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using eventlog::fate;
using looks::expunged;
using looks::found;
using looks::header_of;
using looks::saw;
using model::mail_stage;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerCommit : public checker_case {};

TEST_F(CheckerCommit, AnAbortedResultIsCommittedLaterAndDeletedThen) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    faults.commits = {fate::aborted, fate::aborted};
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(results(), IsEmpty());
    EXPECT_THAT(one->port.removals, IsEmpty());
    clock.since_boot += 100ms;
    one->turn();
    EXPECT_THAT(one->port.removals, IsEmpty());
    clock.since_boot += 200ms;
    one->turn();
    EXPECT_THAT(results(), SizeIs(1));
    EXPECT_THAT(one->port.removals, SizeIs(1));
    EXPECT_THAT(one->port.looks, SizeIs(1)) << "what was seen is still known";
}

TEST_F(CheckerCommit, ALostResultIsFoundByAnotherLook) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    faults.commits = {fate::unknown_lost};
    one->answer(saw({found(header_of(mail), now())}, now()));
    settle({one.get()});
    EXPECT_THAT(results(), IsEmpty());
    EXPECT_THAT(one->port.removals, IsEmpty());
    ASSERT_THAT(one->port.looks, SizeIs(2));
    EXPECT_GT(one->last_look().when, one->port.looks[0].when);
    EXPECT_THAT(one->last_look().request.marks, IsEmpty())
        << "the marks behind the mail went with its result";
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(results(), SizeIs(1));
    EXPECT_THAT(one->port.removals, SizeIs(1));
}

TEST_F(CheckerCommit, AResultThatWasWrittenUnnoticedIsNotWrittenAgain) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    faults.commits = {fate::unknown_saved};
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(one->port.removals, IsEmpty()) << "nobody knows yet";
    settle({one.get()});
    EXPECT_THAT(results(), SizeIs(1));
    ASSERT_THAT(one->port.removals, SizeIs(1));
    EXPECT_TRUE(one->last_removal().removals.at(0).verify(header_of(mail)));
    EXPECT_THAT(one->port.looks, SizeIs(1));
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
}

TEST_F(CheckerCommit, WhoLostItsMailboxesDeletesNothing) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->core.looked("anna", one->last_look().when, saw({found(header_of(mail), now())}, now()));
    clock.since_boot += 11s;  // the lease
    settle({one.get()});
    ASSERT_THAT(one->port.looks, SizeIs(2)) << "the answer was for somebody who owned the mailbox";
    EXPECT_THAT(results(), IsEmpty());
    EXPECT_THAT(one->port.removals, IsEmpty());
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(results(), SizeIs(1));
    EXPECT_THAT(one->port.removals, SizeIs(1));
}

TEST_F(CheckerCommit, AFencedResultWasNeverThere) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    // Another checker takes over while this one hangs between its decision and the commit.
    faults.commits = {fate::aborted};
    one->answer(saw({found(header_of(mail), now())}, now()));
    clock.since_boot += 11s;
    replica other(*this);
    settle({&other});
    settle({one.get(), &other});
    EXPECT_THAT(results(), IsEmpty());
    EXPECT_THAT(one->port.removals, IsEmpty());
    auto const owner_looks = one->port.looks.size() + other.port.looks.size();
    EXPECT_GE(owner_looks, 2U) << "somebody looks again";
}

TEST_F(CheckerCommit, ASentEventIsNotLostWithItsCommit) {
    for (auto const outcome : {fate::aborted, fate::unknown_lost, fate::unknown_saved}) {
        auto const one = start();
        auto const mail = sent_mail();
        tell(mail);
        faults.commits = {outcome};
        one->turn();
        clock.since_boot += 100ms;
        settle({one.get()});
        EXPECT_EQ(stage_of(mail), mail_stage::pending);
        pass(15s);
        one->turn();
        EXPECT_THAT(one->port.looks, SizeIs(1));
        one->answer(saw({found(header_of(mail), now())}, now()));
        one->answer(expunged(one->last_removal().removals));
        EXPECT_EQ(stage_of(mail), mail_stage::settled);
    }
    EXPECT_THAT(results(), SizeIs(3));
}

TEST_F(CheckerCommit, ADeletionThatCouldNotBeNotedIsTriedAgain) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    faults.commits = {fate::unknown_lost};
    one->answer(expunged(one->last_removal().removals));
    settle({one.get()});
    ASSERT_THAT(one->port.removals, SizeIs(2));
    one->answer(looks::all(one->last_removal().removals, wire::imap::deletion::already_gone));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
    EXPECT_THAT(results(), SizeIs(1));
}

TEST_F(CheckerCommit, AVisitThatOutlivesARestoreOnlyFreesTheMailbox) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const old = one->last_look();
    // Something else is decided meanwhile, and nobody knows whether it was written.
    tell(sent_mail());
    faults.commits = {fate::unknown_saved};
    one->turn();
    settle({one.get()});
    EXPECT_THAT(one->port.looks, SizeIs(1)) << "one visit at a time";
    EXPECT_EQ(one->core.visits(), 1U);

    one->core.looked(old.mailbox, old.when, saw({found(header_of(mail), now())}, now()));
    one->turn();
    EXPECT_THAT(results(), IsEmpty());
    ASSERT_THAT(one->port.looks, SizeIs(2)) << "at once, not at the next deadline";
    EXPECT_NE(one->last_look().when, old.when);
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(results(), SizeIs(1));
}

TEST_F(CheckerCommit, AnOldRemovalSaysNothingEither) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    auto const old = one->last_removal();
    tell(sent_mail());
    faults.commits = {fate::unknown_saved};
    one->turn();
    settle({one.get()});
    one->core.removed("anna", old.when, expunged(old.removals));
    one->turn();
    EXPECT_EQ(stage_of(mail), mail_stage::deleting);
    ASSERT_THAT(one->port.removals, SizeIs(2)) << "at once";
    one->answer(looks::all(old.removals, wire::imap::deletion::already_gone));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
}

}  // namespace
}  // namespace mailsonde::checker
