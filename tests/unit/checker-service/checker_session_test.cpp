// How long a session with a mailbox is kept.
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
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerSession : public checker_case {};

TEST_F(CheckerSession, ASessionIsKeptWhileTheNextLookIsNearAndNotLonger) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto const first = now();
    while (one->port.closed.empty() && now() < first + 5min) {
        if (one->core.visits() == 1) {
            one->answer(saw_nothing(now()));
        }
        pass(100ms);
        one->turn();
    }
    EXPECT_THAT(one->port.closed, ElementsAre("anna"));
    EXPECT_GE(now() - first, 61s) << "when looks get rare";
    EXPECT_LE(now() - first, 62s);
    EXPECT_EQ(one->core.visits(), 0U) << "never during a visit";
}

TEST_F(CheckerSession, ASessionEndsWhenNothingIsLeftToDo) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(one->port.closed, IsEmpty()) << "the removal uses it";
    one->answer(expunged(one->last_removal().removals));
    EXPECT_THAT(one->port.closed, ElementsAre("anna"));
    pass(1h);
    one->turn();
    EXPECT_THAT(one->port.closed, SizeIs(1));
}

TEST_F(CheckerSession, ABrokenSessionNeedsNoEnd) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto report = looks::broke(now());
    report.wanted_pause = 10min;
    one->answer(report);
    EXPECT_THAT(one->port.closed, IsEmpty());
}

}  // namespace
}  // namespace mailsonde::checker
