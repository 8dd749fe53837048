// From where a look goes on: never behind a mail that is still to be judged.
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
using model::folder_mark;
using model::mail_stage;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerMarks : public checker_case {
protected:
    /// What a checker that starts now would begin its first look with.
    std::vector<folder_mark> durable() {
        auto const state = stored_state();
        auto const* const marks = state.marks_of("anna");
        return marks == nullptr ? std::vector<folder_mark>() : marks->folders;
    }
};

TEST_F(CheckerMarks, TheNextLookGoesOnWhereTheLastOneEnded) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto report = saw_nothing(now());
    report.marks = {{"INBOX", 1, 100}, {"Spam", 2, 50}};
    one->answer(report);
    pass(100ms);
    one->turn();
    EXPECT_THAT(
        one->last_look().request.marks,
        ElementsAre(folder_mark{"INBOX", 1, 100}, folder_mark{"Spam", 2, 50})
    );
    report = saw_nothing(now());
    report.marks = {{"INBOX", 1, 101}};
    one->answer(report);
    pass(200ms);
    one->turn();
    EXPECT_THAT(
        one->last_look().request.marks,
        ElementsAre(folder_mark{"INBOX", 1, 101}, folder_mark{"Spam", 2, 50})
    ) << "a folder that is not told of has not changed";
    EXPECT_THAT(durable(), IsEmpty()) << "a look that decides nothing costs no commit";
}

TEST_F(CheckerMarks, AResultTakesTheMarksAlong) {
    auto one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now(), 41)}, now()));
    EXPECT_THAT(durable(), ElementsAre(folder_mark{"INBOX", 1, 42}));
    one->answer(expunged(one->last_removal().removals));
    one.reset();
    auto const two = start();
    static_cast<void>(out_and_looked_for(*two));
    EXPECT_THAT(two->last_look().request.marks, ElementsAre(folder_mark{"INBOX", 1, 42}));
}

TEST_F(CheckerMarks, AMailSeenBeforeItsEventIsJudgedWhenItComes) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto const early = sent_mail();
    auto const seen_at = now();
    one->answer(saw({found(header_of(early), now())}, now()));
    EXPECT_THAT(results(), IsEmpty());
    EXPECT_THAT(one->port.removals, IsEmpty()) << "nobody said that it was sent";
    pass(50ms);
    tell(early);
    one->turn();
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].mail, early.mail);
    EXPECT_EQ(sighting_of(results()[0]).seen_at, seen_at);
    EXPECT_THAT(one->port.looks, SizeIs(1)) << "no look was needed";
    ASSERT_THAT(one->port.removals, SizeIs(1));
    EXPECT_TRUE(one->last_removal().removals.at(0).verify(header_of(early)));
}

TEST_F(CheckerMarks, ARestartBeginsBeforeAMailThatNobodyClaimedYet) {
    auto one = start();
    auto const mail = out_and_looked_for(*one);
    auto const early = sent_mail();
    one->answer(saw({found(header_of(early), now(), 40), found(header_of(mail), now(), 41)}, now())
    );
    EXPECT_THAT(durable(), ElementsAre(folder_mark{"INBOX", 1, 40}));
    one.reset();

    tell(early);
    auto const two = start();
    EXPECT_EQ(stage_of(early), mail_stage::pending) << "that it was seen went with the restart";
    two->answer(expunged(two->last_removal().removals));
    pass(15s);
    two->turn();
    EXPECT_THAT(two->last_look().request.marks, ElementsAre(folder_mark{"INBOX", 1, 40}));
    two->answer(saw({found(header_of(early), now(), 40)}, now()));
    EXPECT_THAT(results(), SizeIs(2));
}

TEST_F(CheckerMarks, AfterADayNobodyClaimsAMailAnyMore) {
    config.reaper.per_look = 0;
    auto one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto const never_told = sent_mail();
    one->answer(saw({found(header_of(never_told), now(), 40)}, now()));
    one->core.stop();  // no look in between: the marks are those of the first one
    pass(24h);
    auto const mail = sent_mail();
    tell(mail);
    one->turn();
    one->core.looked(
        "anna", one->last_look().when, saw({found(header_of(mail), now(), 90)}, now())
    );
    one->turn();
    EXPECT_THAT(durable(), ElementsAre(folder_mark{"INBOX", 1, 91}));
}

TEST_F(CheckerMarks, MarksOfAnUncommittedResultAreNotUsed) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    faults.commits = {eventlog::fate::unknown_lost};
    one->answer(saw({found(header_of(mail), now(), 41)}, now()));
    settle({one.get()});
    ASSERT_THAT(one->port.looks, SizeIs(2));
    EXPECT_THAT(one->last_look().request.marks, IsEmpty());
}

TEST_F(CheckerMarks, AClaimedMailWhoseResultIsLostIsReadAgain) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto const early = sent_mail();
    one->answer(saw({found(header_of(early), now(), 40)}, now()));
    tell(early);
    faults.commits = {eventlog::fate::unknown_lost};
    one->turn();
    settle({one.get()});
    EXPECT_EQ(stage_of(early), mail_stage::pending) << "the event is read again";
    EXPECT_THAT(results(), IsEmpty());
    ASSERT_THAT(one->port.looks, SizeIs(2));
    EXPECT_THAT(one->last_look().request.marks, IsEmpty());
    one->answer(saw({found(header_of(early), now(), 40)}, now()));
    EXPECT_THAT(results(), SizeIs(1));
}

TEST_F(CheckerMarks, AFolderWithNewUidsIsReadAnew) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now(), 41)}, now()));
    one->answer(looks::all(
        one->last_removal().removals,
        wire::imap::deletion::refused,
        fail(wire::imap::imap_errc::uid_validity_changed)
    ));
    EXPECT_EQ(stage_of(mail), mail_stage::settled) << "what lies there now is something else";
    static_cast<void>(out_and_looked_for(*one));
    EXPECT_THAT(one->last_look().request.marks, IsEmpty());
    auto again = found(header_of(mail), now(), 3);
    again.place.uid_validity = 2;
    one->answer(saw({again}, now()));
    ASSERT_THAT(one->port.removals, SizeIs(2));
    EXPECT_EQ(one->last_removal().removals.at(0).place, again.place);
    EXPECT_THAT(results(), SizeIs(1));
}

}  // namespace
}  // namespace mailsonde::checker
