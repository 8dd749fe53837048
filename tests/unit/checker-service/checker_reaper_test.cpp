// Mails of ours that nobody claims: deleted when they are old enough, and nothing else with them.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::expunged;
using looks::found;
using looks::header_of;
using looks::saw;
using model::folder_mark;
using model::mail_stage;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class CheckerReaper : public checker_case {
protected:
    /// A mail comes, is found as UID 90, 91 … together with `others`, and is to be deleted.
    void a_mail_comes(replica& one, std::vector<clients::found_mail> others = {}) {
        auto const mail = out_and_looked_for(one);
        others.push_back(found(header_of(mail), now(), next_uid++));
        one.answer(saw(std::move(others), now()));
        EXPECT_FALSE(one.port.removals.empty());
    }

    /// UIDs below 90 that the last visit was asked to delete.
    [[nodiscard]] static std::vector<std::uint32_t> leftovers(replica const& one) {
        std::vector<std::uint32_t> out;
        for (auto const& removal : one.last_removal().removals) {
            if (removal.place.uid < 90) {
                out.push_back(removal.place.uid);
            }
        }
        return out;
    }

    /// A mail comes; the UIDs of the leftovers that went with it.
    std::vector<std::uint32_t> reaped_with_a_mail(
        replica& one, std::vector<clients::found_mail> others = {}
    ) {
        a_mail_comes(one, std::move(others));
        auto out = leftovers(one);
        one.answer(expunged(one.last_removal().removals));
        return out;
    }

    [[nodiscard]] std::uint32_t durable_mark() {
        auto const state = stored_state();
        auto const* const marks = state.marks_of("anna");
        return marks == nullptr ? 0 : marks->folders.at(0).next_uid;
    }

    [[nodiscard]] bool shows(std::string const& line) const {
        return metrics.render().find(line + "\n") != std::string::npos;
    }

    std::uint32_t next_uid = 90;
};

TEST_F(CheckerReaper, AMailThatNobodyClaimsIsDeletedOnceItIsOldEnough) {
    auto const one = start();
    auto const left = sent_mail();
    EXPECT_THAT(reaped_with_a_mail(*one, {found(header_of(left), now(), 40)}), IsEmpty());
    pass(47h);
    EXPECT_THAT(reaped_with_a_mail(*one), IsEmpty());
    EXPECT_TRUE(shows("mailsonde_leftovers 1"));
    pass(1h);
    a_mail_comes(*one);
    ASSERT_THAT(leftovers(*one), ElementsAre(40));
    auto const& removal = one->last_removal().removals.back();
    EXPECT_EQ(removal.place, (model::mail_place{"INBOX", 1, 40}));
    EXPECT_TRUE(removal.verify(header_of(left)));
    EXPECT_FALSE(removal.verify(header_of(sent_mail()))) << "with its own token only";
    EXPECT_FALSE(removal.verify("In-Reply-To: <a@b>\r\n" + header_of(left)));
    one->answer(expunged(one->last_removal().removals));
    EXPECT_TRUE(
        shows(R"(mailsonde_deletions_total{mailbox="anna",outcome="expunged",reason="leftover"} 1)")
    );
    EXPECT_TRUE(
        shows(R"(mailsonde_deletions_total{mailbox="anna",outcome="expunged",reason="judged"} 3)")
    );
    EXPECT_THAT(reaped_with_a_mail(*one), IsEmpty()) << "once";
    EXPECT_THAT(results(), SizeIs(4)) << "it has no result";
    pass(1s);
    one->turn();
    EXPECT_TRUE(shows("mailsonde_leftovers 0"));
}

TEST_F(CheckerReaper, AnOldOneIsDeletedAfterTheLookThatFoundIt) {
    auto const one = start();
    auto const left = sent_mail();
    pass(72h);
    EXPECT_THAT(reaped_with_a_mail(*one, {found(header_of(left), now(), 40)}), ElementsAre(40));
}

TEST_F(CheckerReaper, UntilTheEventsAreReadNobodyKnowsWhoseAMailIs) {
    auto const one = start();
    auto const first = sent_mail();
    tell(first);
    one->turn();
    pass(1min);
    auto const second = sent_mail();
    pass(72h);  // the checker was down for so long; it has read the first of many events
    one->turn();
    ASSERT_THAT(one->port.looks, SizeIs(1));
    one->answer(
        saw({found(header_of(second), now(), 40), found(header_of(first), now(), 41)}, now())
    );
    ASSERT_THAT(one->port.removals, SizeIs(1));
    EXPECT_THAT(leftovers(*one), ElementsAre(41)) << "the one that was judged";
    one->answer(expunged(one->last_removal().removals));
    tell(second);
    one->turn();
    ASSERT_THAT(results(), SizeIs(2));
    EXPECT_EQ(results()[1].outcome, model::outcome::delivered);
}

TEST_F(CheckerReaper, AtFirstTheSenderMaySayWhatItHadBegun) {
    auto one = start();
    auto const left = sent_mail();
    one.reset();
    pass(72h);
    auto const two = start();
    EXPECT_THAT(reaped_with_a_mail(*two, {found(header_of(left), now(), 40)}), IsEmpty())
        << "15 s after the start";
    EXPECT_THAT(reaped_with_a_mail(*two), ElementsAre(40)) << "30 s after it";
}

TEST_F(CheckerReaper, EachLookHasItsBudget) {
    config.reaper.per_look = 2;
    auto const one = start();
    std::vector<clients::found_mail> all;
    for (std::uint32_t uid = 1; uid <= 5; ++uid) {
        all.push_back(found(header_of(sent_mail()), now(), uid));
        pass(1h);
    }
    std::ranges::reverse(all);
    pass(72h);
    EXPECT_THAT(reaped_with_a_mail(*one, all), UnorderedElementsAre(1, 2)) << "the oldest first";
    one->turn();
    EXPECT_THAT(one->port.removals, SizeIs(1)) << "no visit of their own";
    EXPECT_THAT(reaped_with_a_mail(*one), UnorderedElementsAre(3, 4));
    EXPECT_THAT(reaped_with_a_mail(*one), ElementsAre(5));
    EXPECT_THAT(reaped_with_a_mail(*one), IsEmpty());
}

TEST_F(CheckerReaper, WithoutABudgetNothingIsDeletedAndNothingHeldBack) {
    config.reaper.per_look = 0;
    auto const one = start();
    auto const left = sent_mail();
    EXPECT_THAT(reaped_with_a_mail(*one, {found(header_of(left), now(), 40)}), IsEmpty());
    EXPECT_EQ(durable_mark(), 40U) << "somebody may still claim it";
    pass(72h);
    EXPECT_THAT(reaped_with_a_mail(*one), IsEmpty());
    EXPECT_EQ(durable_mark(), 92U);
}

TEST_F(CheckerReaper, ARestartForgetsNoLeftover) {
    auto one = start();
    auto const left = sent_mail();
    EXPECT_THAT(reaped_with_a_mail(*one, {found(header_of(left), now(), 40)}), IsEmpty());
    pass(36h);
    EXPECT_THAT(reaped_with_a_mail(*one), IsEmpty());
    EXPECT_EQ(durable_mark(), 40U) << "nobody claims it, and it is not gone yet";
    one.reset();
    pass(12h);
    auto const two = start();
    pass(15s);
    auto const mail = out_and_looked_for(*two);
    EXPECT_THAT(two->last_look().request.marks, ElementsAre(folder_mark{"INBOX", 1, 40}));
    two->answer(saw({found(header_of(left), now(), 40), found(header_of(mail), now(), 95)}, now()));
    ASSERT_THAT(leftovers(*two), ElementsAre(40));
    two->answer(expunged(two->last_removal().removals));
    next_uid = 96;
    EXPECT_THAT(reaped_with_a_mail(*two), IsEmpty());
    EXPECT_EQ(durable_mark(), 97U);
}

TEST_F(CheckerReaper, WhatIsNotOursIsTriedOnceAndHoldsNothingBack) {
    auto const one = start();
    auto const left = sent_mail();
    pass(72h);
    a_mail_comes(*one, {found(header_of(left), now(), 40)});
    ASSERT_THAT(leftovers(*one), ElementsAre(40));
    one->answer(looks::all(one->last_removal().removals, wire::imap::deletion::not_ours));
    EXPECT_THAT(reaped_with_a_mail(*one), IsEmpty());
    EXPECT_EQ(durable_mark(), 92U);
}

TEST_F(CheckerReaper, ARefusedDeletionIsTriedAgainAfterAnHourAndDelaysNoOther) {
    auto const one = start();
    auto const left = sent_mail();
    pass(72h);
    a_mail_comes(*one, {found(header_of(left), now(), 40)});
    auto outcomes = expunged(one->last_removal().removals);
    outcomes.back().what = wire::imap::deletion::refused;
    outcomes.back().reason = fail(wire::imap::imap_errc::read_only);
    one->answer(outcomes);
    EXPECT_THAT(reaped_with_a_mail(*one), IsEmpty()) << "and that mail was deleted at once";
    EXPECT_EQ(durable_mark(), 40U);
    pass(1h);
    EXPECT_THAT(reaped_with_a_mail(*one), ElementsAre(40));
}

TEST_F(CheckerReaper, AVisitThatBreaksIsMadeUpForAfterAnHour) {
    auto const one = start();
    auto const left = sent_mail();
    pass(72h);
    a_mail_comes(*one, {found(header_of(left), now(), 40)});
    one->answer(fail(wire::imap::imap_errc::bye));
    EXPECT_TRUE(
        shows(R"(mailsonde_deletions_total{mailbox="anna",outcome="failed",reason="leftover"} 1)")
    );
    pass(1min);
    one->turn();
    EXPECT_THAT(leftovers(*one), IsEmpty()) << "only what was judged";
    one->answer(expunged(one->last_removal().removals));
    pass(1h);
    EXPECT_THAT(reaped_with_a_mail(*one), ElementsAre(40));
}

TEST_F(CheckerReaper, WhatTheLogKnowsIsNoLeftoverHoweverOld) {
    auto const one = start();
    auto const pending = sent_mail();
    tell(pending);
    auto const another = sent_mail();
    tell(another);
    auto const unclaimed = sent_mail();
    one->turn();
    pass(1h);
    one->turn();
    one->answer(saw({found(header_of(unclaimed), now(), 42)}, now()));
    pass(72h);
    tell(unclaimed);
    one->turn();
    EXPECT_THAT(results(), SizeIs(1)) << "claimed at last";
    one->answer(expunged(one->last_removal().removals));
    a_mail_comes(
        *one, {found(header_of(pending), now(), 40), found(header_of(another), now(), 41)}
    );
    EXPECT_THAT(results(), SizeIs(4));
    one->answer(expunged(one->last_removal().removals));
    for (auto const& mail : {pending, another, unclaimed}) {
        EXPECT_EQ(stage_of(mail), mail_stage::settled);
    }
    EXPECT_FALSE(
        shows(R"(mailsonde_deletions_total{mailbox="anna",outcome="expunged",reason="leftover"} 1)")
    );
}

TEST_F(CheckerReaper, AMailOfAHumanWithOurTokenStaysForEver) {
    auto const one = start();
    auto const left = sent_mail();
    std::vector<clients::found_mail> const of_people{
        found("In-Reply-To: <a@b>\r\n" + header_of(left), now(), 40),
        found("Subject: Fwd: " + left.token + "\r\n\r\n", now(), 41)
    };
    EXPECT_THAT(reaped_with_a_mail(*one, of_people), IsEmpty());
    pass(24h * 400);
    EXPECT_THAT(reaped_with_a_mail(*one, of_people), IsEmpty());
    EXPECT_EQ(durable_mark(), 92U) << "and holds nothing back";
}

TEST_F(CheckerReaper, AKeyThatWasTakenOutOfServiceDeletesNothing) {
    auto const one = start();
    auto const left = sent_mail();
    EXPECT_THAT(reaped_with_a_mail(*one, {found(header_of(left), now(), 40)}), IsEmpty());
    config.signing = {{"k2", secret(std::string(32, 'y'))}};
    one->core.configure(configured(), {});
    pass(72h);
    EXPECT_THAT(reaped_with_a_mail(*one), IsEmpty());
}

TEST_F(CheckerReaper, CopiesAreOneResultAndGoTogether) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const spam = looks::found_in("Spam", clients::folder_kind::junk, header_of(mail), now());
    one->answer(saw({spam, found(header_of(mail), now(), 40)}, now()));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].copies, 2);
    EXPECT_EQ(results()[0].outcome, model::outcome::delivered);
    EXPECT_THAT(one->last_removal().removals, SizeIs(2));
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
    EXPECT_TRUE(shows(R"(mailsonde_copies_total{mailbox="anna"} 1)"));
    EXPECT_TRUE(
        shows(R"(mailsonde_deletions_total{mailbox="anna",outcome="expunged",reason="judged"} 1)")
    );
    EXPECT_TRUE(
        shows(R"(mailsonde_deletions_total{mailbox="anna",outcome="expunged",reason="copy"} 1)")
    );
}

TEST_F(CheckerReaper, ALaterCopyIsCountedAndDeletedToo) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now(), 40)}, now()));
    one->answer(expunged(one->last_removal().removals));
    a_mail_comes(*one, {found(header_of(mail), now(), 41)});
    EXPECT_THAT(leftovers(*one), ElementsAre(41));
    one->answer(expunged(one->last_removal().removals));
    EXPECT_TRUE(shows(R"(mailsonde_copies_total{mailbox="anna"} 1)"));
    EXPECT_TRUE(
        shows(R"(mailsonde_deletions_total{mailbox="anna",outcome="expunged",reason="copy"} 1)")
    );
    EXPECT_THAT(results(), SizeIs(2));
}

TEST_F(CheckerReaper, ACopyThatComesWhenItsMailIsForgottenIsReaped) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now(), 40)}, now()));
    one->answer(expunged(one->last_removal().removals));
    pass(30min);
    one->turn();
    ASSERT_EQ(stage_of(mail), std::nullopt);
    EXPECT_THAT(reaped_with_a_mail(*one, {found(header_of(mail), now(), 41)}), IsEmpty());
    pass(48h);
    EXPECT_THAT(reaped_with_a_mail(*one), ElementsAre(41));
}

}  // namespace
}  // namespace mailsonde::checker
