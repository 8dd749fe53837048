#include "sender-service/schedule.hpp"
#include "tests/unit/sender-service/sender_case.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using model::gap_reason;
using testing::IsEmpty;
using testing::SizeIs;

class SenderSlots : public sender_case {
protected:
    std::vector<instant> slots(std::string_view mailbox = "anna") {
        std::vector<instant> out;
        for (auto const& one : events<model::mail_scheduled>(mailbox)) {
            out.push_back(one.mail.slot);
        }
        return out;
    }
};

TEST_F(SenderSlots, AProbeThatWasNeverSeenBeginsAtOnce) {
    auto const first = now();
    pass(4min);
    auto const one = start();
    EXPECT_THAT(slots(), testing::ElementsAre(first));
    EXPECT_THAT(events<model::mail_gap>(), IsEmpty());
}

TEST_F(SenderSlots, ThousandsOfNewProbesBeginFiftyASecond) {
    for (auto i = 0; i < 120; ++i) {
        add_probe("new" + std::to_string(i), "relay", {"anna"});
    }
    auto const begun = [this] {
        std::set<std::string> probes;
        for (auto const& mail : events<model::mail_scheduled>()) {
            probes.insert(mail.mail.probe);
        }
        return probes.size();
    };
    auto const one = start();
    EXPECT_EQ(begun(), 50U);
    one->turn();
    EXPECT_EQ(begun(), 50U);
    for (auto const expected : {100U, 121U, 121U}) {
        pass(1s);
        one->turn();
        EXPECT_EQ(begun(), expected);
    }
    EXPECT_THAT(events<model::mail_gap>(), IsEmpty());
}

TEST_F(SenderSlots, WhatAnOutageLeftOfThousandsIsToldInSeveralTransactions) {
    std::set<std::string> names{"inbound"};
    for (auto i = 0; i < 1'500; ++i) {
        names.insert("p" + std::to_string(i));
        add_probe("p" + std::to_string(i), "relay", {"anna"});
    }
    auto before = start();
    for (auto i = 0; i < 32; ++i) {
        pass(1s);
        before->turn();
    }
    before.reset();
    faults.tried.clear();
    pass(3h);
    auto const after = start();
    for (auto i = 0; i < 20; ++i) {
        after->turn();
    }
    std::size_t written = 0;
    for (auto const& one : faults.tried) {
        EXPECT_LT(one.appends.size(), eventlog::enough_appends + 10);
        written += one.appends.size();
    }
    EXPECT_GT(written, 2 * eventlog::enough_appends);
    std::set<std::string> told;
    for (auto const& gap : events<model::mail_gap>()) {
        told.insert(gap.probe);
    }
    EXPECT_EQ(told, names);
}

TEST_F(SenderSlots, EverySlotBeginsOnceAndInTime) {
    auto const first = now();
    auto const one = start();
    for (auto i = 0; i < 10; ++i) {
        one->answer(accepted());
        pass(every - 1ms);
        one->turn();
        EXPECT_THAT(slots(), SizeIs(static_cast<std::size_t>(i) + 1));
        pass(1ms);
        one->turn();
        one->turn();
        ASSERT_THAT(slots(), SizeIs(static_cast<std::size_t>(i) + 2));
        EXPECT_EQ(slots().back(), first + (i + 1) * every);
    }
    EXPECT_THAT(events<model::mail_gap>(), IsEmpty());
}

TEST_F(SenderSlots, OnlyTheNewestSlotIsSentAndWhatWasMissedIsAGap) {
    add_mailbox("bert");
    add_probe("inbound", "relay", {"anna", "bert"});
    auto const first = now();
    start().reset();
    pass(4 * every + 1s);
    auto const next = start();
    for (auto const* const mailbox : {"anna", "bert"}) {
        EXPECT_THAT(slots(mailbox), testing::ElementsAre(first, first + 4 * every)) << mailbox;
        auto const gaps = events<model::mail_gap>(mailbox);
        ASSERT_THAT(gaps, SizeIs(1)) << mailbox;
        model::mail_gap const expected{
            "inbound", mailbox, first + every, first + 3 * every, 3, gap_reason::not_running
        };
        EXPECT_EQ(gaps[0], expected) << mailbox;
    }
    EXPECT_EQ(stored_state().last_slot("inbound"), first + 4 * every);
}

TEST_F(SenderSlots, ASlotWhoseBeginWasMissedIsAGap) {
    auto const first = now();
    auto const one = start();
    pass(every + 1min);
    one->turn();
    one->turn();
    EXPECT_THAT(slots(), SizeIs(1));
    auto const gaps = events<model::mail_gap>();
    ASSERT_THAT(gaps, SizeIs(1));
    EXPECT_EQ(gaps[0].from_slot, first + every);
    EXPECT_EQ(gaps[0].to_slot, first + every);
}

TEST_F(SenderSlots, ARelayThatNeverAnswersGetsNoMoreThanABacklog) {
    config.probes["inbound"].send_window = 24h;
    auto const one = start();
    for (std::size_t i = 1; i < most_waiting + 2; ++i) {
        pass(every);
        one->turn();
    }
    EXPECT_THAT(slots(), SizeIs(most_waiting));
    auto const gaps = events<model::mail_gap>();
    ASSERT_THAT(gaps, SizeIs(2));
    EXPECT_EQ(gaps[1], (model::mail_gap{"inbound", "anna", now(), now(), 1, gap_reason::backlog}));
    EXPECT_EQ(stored_state().last_slot("inbound"), now());

    one->answer(accepted());
    pass(every);
    one->turn();
    EXPECT_EQ(slots().back(), now()) << "there is room again";
    EXPECT_THAT(events<model::mail_gap>(), SizeIs(2));
}

TEST_F(SenderSlots, AClockThatIsSetBackRepeatsNoSlotAndStopsNone) {
    auto const first = now();
    auto const one = start();
    one->answer(accepted());
    pass(-3min);
    one->turn();
    EXPECT_THAT(slots(), SizeIs(1));
    pass(3min + every);
    one->turn();
    EXPECT_THAT(slots(), testing::ElementsAre(first, first + every));
}

TEST_F(SenderSlots, AProbeThatIsRemovedBeginsNoSlotButEndsItsMails) {
    auto const one = start();
    config.probes.erase("inbound");
    one->core.configure(configured());
    pass(every);
    one->turn();
    EXPECT_THAT(slots(), SizeIs(1));
    one->answer(failed(model::send_failure::temporary));
    EXPECT_THAT(events<model::mail_deferred>(), SizeIs(1));
    pass(1min);
    one->turn();
    ASSERT_THAT(one->relay.submitted, SizeIs(2));
    one->answer(accepted());
    EXPECT_THAT(events<model::mail_sent>(), SizeIs(1));
}

TEST_F(SenderSlots, AProbeThatIsAddedBeginsAtOnce) {
    auto const one = start();
    one->answer(accepted());
    add_mailbox("bert");
    add_probe("other", "relay", {"bert"});
    one->core.configure(configured());
    one->turn();
    EXPECT_THAT(slots("anna"), SizeIs(1));
    EXPECT_THAT(slots("bert"), testing::ElementsAre(newest_slot("other", every, now())));
}

TEST_F(SenderSlots, MailsOfARouteThatIsRemovedFailWithoutBeingSent) {
    add_mailbox("bert");
    add_probe("inbound", "relay", {"anna", "bert"});
    auto const one = start();
    config.routes.erase("relay");
    config.probes.clear();
    one->core.configure(configured());
    one->answer(accepted());
    auto lost = events<model::mail_send_failed>("anna");
    for (auto const& other : events<model::mail_send_failed>("bert")) {
        lost.push_back(other);
    }
    ASSERT_THAT(lost, SizeIs(1));
    EXPECT_EQ(lost[0].why, model::send_failure::internal);
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
}

TEST_F(SenderSlots, OnceSendsOneMailPerMailboxNowAndNoMore) {
    add_mailbox("bert");
    add_probe("inbound", "relay", {"anna", "bert"});
    pass(2min);
    auto const began = now();
    auto const one = start(true);
    for (auto i = 0; i < 3; ++i) {
        one->answer(accepted());
        pass(every);
        one->turn();
    }
    EXPECT_THAT(slots("anna"), testing::ElementsAre(began));
    EXPECT_THAT(slots("bert"), testing::ElementsAre(began));
}

TEST_F(SenderSlots, AfterStopNothingBeginsAndWhatIsUnderWayIsWrittenDown) {
    add_mailbox("bert");
    add_probe("inbound", "relay", {"anna", "bert"});
    auto const one = start();
    one->core.stop();
    one->answer(accepted());
    EXPECT_EQ(one->core.in_flight(), 0U);
    EXPECT_THAT(events<model::mail_sent>(one->last().mail.mailbox), SizeIs(1));
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
    pass(every);
    one->turn();
    EXPECT_THAT(slots("anna"), SizeIs(1));
    EXPECT_THAT(one->relay.submitted, SizeIs(1));
    EXPECT_THAT(stored_state().mails(), SizeIs(1)) << "for the next start";
}

TEST_F(SenderSlots, NothingIsDecidedBeforeTheNextSlotOrRetry) {
    auto const one = start();
    EXPECT_EQ(one->core.rest(), 1s) << "the mail on its way may expire";
    one->answer(accepted());
    EXPECT_EQ(one->core.rest(), every);
    pass(every - 300ms);
    EXPECT_EQ(one->core.rest(), 300ms);
    pass(299ms);
    EXPECT_EQ(one->core.rest(), 100ms) << "other slots may be due by then";
    pass(1ms);
    one->turn();
    EXPECT_THAT(slots(), SizeIs(2));
    one->answer(failed(model::send_failure::temporary));
    EXPECT_LE(one->core.rest(), 1s);
}

TEST_F(SenderSlots, WhatIsDueAndCannotBeDoneIsTriedAgainAfterTheUsualTime) {
    auto const one = start();
    one->core.stop();
    pass(every);
    one->turn();
    EXPECT_THAT(slots(), SizeIs(1));
    EXPECT_EQ(one->core.rest(), eventlog::usual_rest);
}

}  // namespace
}  // namespace mailsonde::sender
