// A clock that is set, by hand or by a time server, must not stop anything.
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
using testing::IsEmpty;
using testing::SizeIs;

class CheckerClock : public checker_case {
protected:
    /// A mail sent now is looked for when its grace is over, and found.
    void expect_service(replica& by) {
        auto const mail = sent_mail();
        tell(mail);
        by.turn();
        auto const before = by.port.looks.size();
        pass(15s);
        by.turn();
        ASSERT_EQ(by.port.looks.size(), before + 1);
        by.answer(saw({found(header_of(mail), now(), 90)}, now()));
        ASSERT_FALSE(results().empty());
        EXPECT_EQ(results().back().mail, mail.mail);
        by.answer(expunged(by.last_removal().removals));
        EXPECT_EQ(stage_of(mail), model::mail_stage::settled);
    }
};

TEST_F(CheckerClock, SetBackWhileAMailIsOut) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    one->answer(saw_nothing(now()));
    pass(-24h);
    one->turn();
    expect_service(*one);
}

TEST_F(CheckerClock, SetBackDuringALook) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto report = looks::swept_nothing(now());
    pass(-24h);
    one->answer(report);
    expect_service(*one);
}

TEST_F(CheckerClock, SetBackAfterAFailure) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    one->answer(looks::broke(now()));
    pass(-24h);
    one->turn();
    expect_service(*one);
}

TEST_F(CheckerClock, SetBackWhileADeletionWaits) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    one->answer(fail(wire::imap::imap_errc::bye));
    pass(-24h);
    one->turn();
    pass(60s);
    one->turn();
    ASSERT_THAT(one->port.removals, SizeIs(2));
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), model::mail_stage::settled);
}

TEST_F(CheckerClock, SetBackJustBeforeAnEventComes) {
    add_mailbox("bert");
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto report = looks::broke(now());
    report.wanted_pause = 1min;
    one->answer(report);
    pass(-24h);
    tell(sent_mail("bert"));
    one->turn();  // brings the event and the step of the clock
    pass(1min);
    one->turn();
    expect_service(*one);
}

TEST_F(CheckerClock, SetAheadWithinALookNothingIsMissing) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const report = looks::swept_nothing(now());
    pass(24h);
    one->answer(report);
    EXPECT_THAT(results(), IsEmpty()) << "the look began before the deadline";
    ASSERT_THAT(one->port.looks, SizeIs(2));
    auto decisive = saw({found(header_of(mail), now())}, now());
    decisive.swept = true;
    one->answer(decisive);
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, model::outcome::delivered);
}

}  // namespace
}  // namespace mailsonde::checker
