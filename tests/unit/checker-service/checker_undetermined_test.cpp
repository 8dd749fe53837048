// Who can't read a mailbox says nothing about the mail in it.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::expunged;
using looks::found;
using looks::header_of;
using looks::saw;
using model::mail_stage;
using model::outcome;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerUndetermined : public checker_case {
protected:
    /// Answers every look with what `report` makes, up to the given time. A look every second.
    void answer_until(
        replica& by, instant end, std::function<clients::look_report(instant)> const& report
    ) {
        auto answered = by.port.looks.size() - by.core.visits();
        while (true) {
            if (by.port.looks.size() > answered) {
                ++answered;
                by.answer(report(now()));
            }
            if (now() >= end) {
                return;
            }
            pass(std::min<milliseconds>(1s, end - now()));
            by.turn();
        }
    }

    void expect_undetermined(model::mail_sent const& mail, std::string const& evidence) {
        ASSERT_THAT(results(), SizeIs(1));
        EXPECT_EQ(results()[0].mail, mail.mail);
        EXPECT_EQ(results()[0].outcome, outcome::undetermined);
        EXPECT_FALSE(results()[0].as_expected);
        EXPECT_THAT(results()[0].evidence, HasSubstr(evidence));
        EXPECT_EQ(stage_of(mail), mail_stage::late_watch);
        EXPECT_THAT(phases("inbound/anna/missing"), IsEmpty());
        EXPECT_THAT(phases("inbound/anna/delay"), IsEmpty());
    }
};

TEST_F(CheckerUndetermined, WhileLooksFail) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    answer_until(*one, mail.judging.undetermined_at - 1ms, looks::broke);
    EXPECT_THAT(results(), IsEmpty());
    pass(1ms);
    one->turn();
    expect_undetermined(mail, "as the test wants it");
}

TEST_F(CheckerUndetermined, WhileAFolderIsUnreadable) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const report = [](instant at) {
        auto out = looks::swept_nothing(at);
        out.complete = false;
        out.unreadable = {"Lists: no permission"};
        return out;
    };
    answer_until(*one, mail.judging.undetermined_at - 1ms, report);
    EXPECT_THAT(results(), IsEmpty());
    answer_until(*one, mail.judging.undetermined_at, report);
    expect_undetermined(mail, "Lists: no permission");
}

TEST_F(CheckerUndetermined, WhileNoLookGetsThrough) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const report = [](instant at) {
        auto out = looks::swept_nothing(at);
        out.complete = false;  // somebody removes mails all the time
        return out;
    };
    answer_until(*one, mail.judging.undetermined_at - 1ms, report);
    EXPECT_THAT(results(), IsEmpty());
    answer_until(*one, mail.judging.undetermined_at, report);
    expect_undetermined(mail, "did not get through");
}

TEST_F(CheckerUndetermined, WhenTheMailboxIsNotConfiguredAnyMore) {
    auto const one = start();
    auto const mail = sent_mail();
    tell(mail);
    one->turn();
    config.mailboxes.erase("anna");
    one->core.configure(configured(), {});
    one->turn();
    pass(25min - 1ms);
    one->turn();
    EXPECT_THAT(results(), IsEmpty());
    EXPECT_THAT(one->port.looks, IsEmpty());
    pass(1ms);
    one->turn();
    expect_undetermined(mail, "not in the configuration");
    EXPECT_THAT(one->port.looks, IsEmpty());
    EXPECT_THAT(events<model::alert>(), IsEmpty()) << "nobody would see it closed";
}

TEST_F(CheckerUndetermined, DuringAPauseAfterARefusedLogin) {
    config.login_pause = 1h;
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(looks::refused_login(now()));
    pass(mail.judging.undetermined_at - now() - 1ms);
    one->turn();
    EXPECT_THAT(results(), IsEmpty());
    pass(1ms);
    one->turn();
    expect_undetermined(mail, "no login before");
    EXPECT_THAT(one->port.looks, SizeIs(1));
}

TEST_F(CheckerUndetermined, NotIfTheMailboxCanBeReadAgainInTime) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    answer_until(*one, mail.judging.undetermined_at - 1min, looks::broke);
    answer_until(*one, mail.judging.undetermined_at + 1min, looks::swept_nothing);
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, outcome::missing);
}

TEST_F(CheckerUndetermined, SeenLaterItIsLate) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    answer_until(*one, mail.judging.undetermined_at, looks::broke);
    expect_undetermined(mail, "");
    pass(5min);
    one->turn();
    auto seen = found(header_of(mail), now());
    seen.server_date = mail.accepted_at + 3s;
    one->answer(saw({seen}, now()));
    ASSERT_THAT(events<model::mail_late>(), SizeIs(1));
    EXPECT_EQ(events<model::mail_late>()[0].found.delay, 3500ms);
    EXPECT_THAT(results(), SizeIs(1));
    EXPECT_THAT(phases("inbound/anna/delay"), IsEmpty()) << "it was there in time";
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
}

TEST_F(CheckerUndetermined, ThousandsAtOnceAreSeveralTransactions) {
    auto const one = start();
    constexpr std::size_t mails = 3'000;
    for (std::size_t i = 0; i < mails; ++i) {
        tell(sent_mail("removed" + std::to_string(i)));  // not in the configuration any more
    }
    for (auto i = 0; i < 10; ++i) {
        one->turn();
    }
    ASSERT_THAT(results(), IsEmpty());
    faults.tried.clear();
    pass(1h);
    for (auto i = 0; i < 10; ++i) {
        one->turn();
    }
    EXPECT_THAT(results(), SizeIs(mails));
    for (auto const& work : faults.tried) {
        EXPECT_LT(work.appends.size(), eventlog::enough_appends + 10);
    }
}

}  // namespace
}  // namespace mailsonde::checker
