// How long a mail took: only what looks have proven.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::found;
using looks::header_of;
using looks::saw;
using looks::saw_nothing;
using model::mail_stage;
using testing::SizeIs;

class CheckerDelay : public checker_case {};

TEST_F(CheckerDelay, TheDelayIsProvenByTheLookBefore) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw_nothing(now()));
    pass(100ms);
    one->turn();
    one->answer(saw({found(header_of(mail), now())}, now()));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].looks, 2);
    EXPECT_EQ(sighting_of(results()[0]).delay_at_least, 15s);
    EXPECT_EQ(sighting_of(results()[0]).delay_at_most, 15s + 100ms);
}

TEST_F(CheckerDelay, WhatLiesWhereNobodyWatchesMayHaveComeAnyTimeSinceTheLastSweep) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    for (auto i = 0; i < 3; ++i) {
        one->answer(saw_nothing(now()));
        pass(5s);
        one->turn();
    }
    ASSERT_TRUE(one->last_look().request.sweep);
    auto report = looks::swept_nothing(now());
    report.mails = {looks::found_in("Lists", folder_kind::other, header_of(mail), now())};
    one->answer(report);
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, model::outcome::misplaced);
    EXPECT_EQ(sighting_of(results()[0]).delay_at_least, 0s)
        << "the looks that did not see it did not look there";
}

TEST_F(CheckerDelay, ALookThatBeganBeforeTheMailWasAcceptedSaysNothing) {
    auto const one = start();
    auto const first = out_and_looked_for(*one);
    auto const began = now();
    pass(1ms);
    auto const next = sent_mail();
    tell(next);
    one->answer(saw_nothing(began));
    pass(15s);
    one->turn();
    one->answer(saw({found(header_of(next), now())}, now()));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].looks, 1);
    EXPECT_EQ(sighting_of(results()[0]).delay_at_least, 0s);
    EXPECT_EQ(stage_of(first), mail_stage::pending);
}

}  // namespace
}  // namespace mailsonde::checker
