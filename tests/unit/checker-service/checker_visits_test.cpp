// Whom a visit is for, how many there are at a time, and when a session ends.
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
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerVisits : public checker_case {};

TEST_F(CheckerVisits, AMailboxIsVisitedOnceAtATime) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    for (auto i = 0; i < 100; ++i) {
        tell(sent_mail());
        pass(1s);
        one->turn();
    }
    EXPECT_THAT(one->port.looks, SizeIs(1));
    EXPECT_EQ(one->core.visits(), 1U);
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_EQ(one->core.visits(), 1U) << "the removal";
    EXPECT_THAT(one->port.removals, SizeIs(1));
    EXPECT_THAT(one->port.looks, SizeIs(1));
    pass(1s);
    one->answer(expunged(one->last_removal().removals));
    EXPECT_THAT(one->port.looks, SizeIs(2));
    EXPECT_EQ(one->core.visits(), 1U);
}

TEST_F(CheckerVisits, OneLookServesAllMailsAndProbesOfAMailbox) {
    add_probe("outbound", {"anna"});
    auto const one = start();
    auto const first = sent_mail();
    auto const second = sent_mail("anna", "outbound");
    tell(first);
    tell(second);
    one->turn();
    pass(15s);
    one->turn();
    ASSERT_THAT(one->port.looks, SizeIs(1));
    one->answer(saw({found(header_of(first), now(), 7), found(header_of(second), now(), 8)}, now())
    );
    ASSERT_THAT(results(), SizeIs(2));
    EXPECT_NE(results()[0].mail.probe, results()[1].mail.probe);
    ASSERT_THAT(one->port.removals, SizeIs(1));
    EXPECT_THAT(one->last_removal().removals, SizeIs(2));
}

TEST_F(CheckerVisits, MailboxesDoNotWaitForEachOther) {
    add_mailbox("bert");
    auto const one = start();
    tell(sent_mail("anna"));
    tell(sent_mail("bert"));
    one->turn();
    pass(15s);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(2));
    EXPECT_EQ(one->core.visits(), 2U);
}

TEST_F(CheckerVisits, NoMoreThanFourHundredAtATime) {
    constexpr auto many = 430U;
    for (auto i = 0U; i < many; ++i) {
        add_mailbox("box" + std::to_string(i));
    }
    auto const one = start();
    for (auto i = 0U; i < many; ++i) {
        tell(sent_mail("box" + std::to_string(i)));
    }
    one->turn();
    pass(15s);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(400));
    pass(50ms);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(400)) << "none has ended";
    for (auto i = 0U; i < 10; ++i) {
        auto const& ended = one->port.looks[i];
        one->core.looked(ended.mailbox, ended.when, saw_nothing(now()));
    }
    pass(50ms);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(410));
    EXPECT_EQ(one->core.visits(), 400U);
}

TEST_F(CheckerVisits, FoldersThatNobodyWatchesAreSweptNowAndThen) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const first = now();
    std::vector<milliseconds> sweeps;
    while (now() < mail.judging.deadline_at - 30s) {
        if (one->core.visits() == 1) {
            auto report = saw_nothing(now());
            report.swept = one->last_look().request.sweep;
            if (report.swept) {
                sweeps.push_back(now() - first);
            }
            one->answer(report);
        }
        pass(100ms);
        one->turn();
    }
    ASSERT_THAT(sweeps, SizeIs(testing::Gt(10U)));
    EXPECT_GE(sweeps[0], 5s);
    EXPECT_LE(sweeps[0], 7s);
    for (auto i = 1U; i < sweeps.size(); ++i) {
        EXPECT_GE(sweeps[i] - sweeps[i - 1], 10s);
        EXPECT_LE(sweeps[i] - sweeps[i - 1], 35s);
    }
}

TEST_F(CheckerVisits, TheFolderWhereAMailIsExpectedIsWatched) {
    auto const one = start();
    auto mail = sent_mail();
    mail.judging.expect = model::expected_place::folder;
    mail.judging.expect_folder = "Lists/Tests";
    tell(mail);
    one->turn();
    pass(15s);
    one->turn();
    EXPECT_THAT(one->last_look().request.also_folders, ElementsAre("Lists/Tests"));
    auto const header = header_of(mail);
    one->answer(saw({looks::found_in("Lists/Tests", folder_kind::watched, header, now())}, now()));
    EXPECT_EQ(results().at(0).outcome, model::outcome::delivered);
    one->answer(expunged(one->last_removal().removals));

    static_cast<void>(out_and_looked_for(*one));
    EXPECT_THAT(one->last_look().request.also_folders, IsEmpty()) << "that one has been found";
}

TEST_F(CheckerVisits, TheOldestMailStillOutSaysFromWhenOn) {
    auto const one = start();
    auto const oldest = sent_mail();
    tell(oldest);
    pass(5s);
    tell(sent_mail());
    one->turn();
    pass(10s);
    one->turn();
    EXPECT_EQ(one->last_look().request.since, oldest.accepted_at - 24h);
}

TEST_F(CheckerVisits, LooksAreNotMoreFrequentThanTheMailboxAllows) {
    config.mailboxes["anna"].min_look_interval = 20s;
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    one->answer(saw_nothing(now()));
    pass(20s - 1ms);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(1));
    pass(1ms);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(2));
}

TEST_F(CheckerVisits, WhoIsStoppingBeginsNoneButNotesWhatComesBack) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->core.stop();
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_THAT(results(), SizeIs(1));
    EXPECT_EQ(stage_of(mail), mail_stage::deleting);
    EXPECT_EQ(one->core.visits(), 0U);
    pass(1h);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(1));
    EXPECT_THAT(one->port.removals, IsEmpty());
}

TEST_F(CheckerVisits, NothingIsDecidedBeforeTheNextLookIsDue) {
    auto const one = start();
    auto const mail = sent_mail();
    tell(mail);
    one->turn();
    EXPECT_EQ(one->core.rest(), 1s) << "to tell figures";
    pass(mail.judging.grace - 300ms);
    one->turn();
    EXPECT_EQ(one->core.rest(), 300ms);
    pass(295ms);
    EXPECT_EQ(one->core.rest(), 20ms) << "others may be due by then";
    pass(5ms);
    one->turn();
    ASSERT_THAT(one->port.looks, SizeIs(1)) << "at that moment";
}

}  // namespace
}  // namespace mailsonde::checker
