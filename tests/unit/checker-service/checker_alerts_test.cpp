// Which events open and close which alerts.
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
using looks::swept_nothing;
using model::alert_phase;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerAlerts : public checker_case {
protected:
    /// A mail that arrives at once in the folder.
    void arrives_in(replica& by, std::string const& folder, folder_kind kind) {
        auto const mail = out_and_looked_for(by);
        auto seen = looks::found_in(folder, kind, header_of(mail), now());
        by.answer(saw({seen}, now()));
        by.answer(expunged(by.last_removal().removals));
    }

    /// A mail that no complete look found up to its deadline, nor at it.
    void is_missed(replica& by) {
        static_cast<void>(out_and_looked_for(by));
        by.answer(saw_nothing(now()));
        pass(10min);
        by.turn();
        by.answer(swept_nothing(now()));
    }

    std::size_t open_alerts() { return stored_state().alerts().size(); }
};

TEST_F(CheckerAlerts, ARefusedMailOpensOneAndAnAcceptedOneClosesIt) {
    auto const one = start();
    tell(failed(sent_mail()));
    one->turn();
    tell(failed(sent_mail()));
    one->turn();
    EXPECT_THAT(
        phases("inbound/anna/refused"), ElementsAre(alert_phase::opened, alert_phase::updated)
    );
    tell(sent_mail());
    one->turn();
    EXPECT_EQ(phases("inbound/anna/refused").back(), alert_phase::closed);
    EXPECT_EQ(open_alerts(), 0U);
    EXPECT_THAT(results(), IsEmpty()) << "nothing was out";
    EXPECT_EQ(events<model::alert>().at(0).labels.at("customer"), "acme");
}

TEST_F(CheckerAlerts, AMailInJunkIsMisplacedUntilOneIsNot) {
    auto const one = start();
    arrives_in(*one, "Spam", folder_kind::junk);
    EXPECT_EQ(results().at(0).outcome, model::outcome::junk);
    EXPECT_THAT(phases("inbound/anna/misplaced"), ElementsAre(alert_phase::opened));
    arrives_in(*one, "INBOX", folder_kind::inbox);
    EXPECT_THAT(
        phases("inbound/anna/misplaced"), ElementsAre(alert_phase::opened, alert_phase::closed)
    );
}

TEST_F(CheckerAlerts, AMailStillOutRaisesDelayByACompleteSweptLookOnly) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const look_at = [&](milliseconds after, clients::look_report report) {
        pass(mail.accepted_at + after - now());
        one->turn();
        ASSERT_EQ(one->core.visits(), 1U);
        report.began = report.ended = now();
        one->answer(report);
    };
    auto incomplete = swept_nothing(now());
    incomplete.complete = false;
    look_at(59s, swept_nothing(now()));
    look_at(90s, saw_nothing(now()));
    look_at(2min, incomplete);
    EXPECT_THAT(phases("inbound/anna/delay"), IsEmpty());
    look_at(3min, swept_nothing(now()));
    EXPECT_THAT(phases("inbound/anna/delay"), ElementsAre(alert_phase::opened));
    EXPECT_EQ(events<model::alert>().back().severity, model::severity::warning);
    look_at(4min, swept_nothing(now()));
    EXPECT_THAT(phases("inbound/anna/delay"), SizeIs(1));
    look_at(5min, swept_nothing(now()));
    EXPECT_EQ(events<model::alert>().back().severity, model::severity::critical);
    look_at(6min, saw({found(header_of(mail), now())}, now()));
    EXPECT_EQ(results().at(0).outcome, model::outcome::delivered);
    EXPECT_THAT(
        phases("inbound/anna/delay"), ElementsAre(alert_phase::opened, alert_phase::updated)
    ) << "it did arrive late";
    arrives_in(*one, "INBOX", folder_kind::inbox);
    EXPECT_EQ(phases("inbound/anna/delay").back(), alert_phase::closed);
    EXPECT_EQ(open_alerts(), 0U);
}

TEST_F(CheckerAlerts, AnAlertWhoseEventIsLostIsRaisedAgain) {
    auto const one = start();
    tell(failed(sent_mail()));
    faults.commits = {eventlog::fate::unknown_lost};
    one->turn();
    EXPECT_EQ(open_alerts(), 0U);
    settle({one.get()});
    EXPECT_THAT(phases("inbound/anna/refused"), ElementsAre(alert_phase::opened));
    tell(sent_mail());
    faults.commits = {eventlog::fate::unknown_saved};
    one->turn();
    settle({one.get()});
    EXPECT_THAT(
        phases("inbound/anna/refused"), ElementsAre(alert_phase::opened, alert_phase::closed)
    );
}

TEST_F(CheckerAlerts, AlertsOfARemovedProbeAreClosed) {
    auto const one = start();
    is_missed(*one);
    EXPECT_THAT(phases("inbound/anna/missing"), ElementsAre(alert_phase::opened));
    config.probes.erase("inbound");
    add_probe("other", {"anna"});
    one->core.configure(configured(), {});
    one->turn();
    EXPECT_THAT(
        phases("inbound/anna/missing"), ElementsAre(alert_phase::opened, alert_phase::closed)
    );
    EXPECT_EQ(open_alerts(), 0U);
    tell(failed(sent_mail()));
    one->turn();
    EXPECT_EQ(open_alerts(), 0U) << "nobody would close it";
}

TEST_F(CheckerAlerts, ARemovedProbeIsNoticedAfterARestart) {
    auto one = start();
    is_missed(*one);
    one.reset();
    config.probes.erase("inbound");
    one = start();
    EXPECT_EQ(open_alerts(), 0U);
    EXPECT_EQ(phases("inbound/anna/missing").back(), alert_phase::closed);
}

TEST_F(CheckerAlerts, AlertsOfAProbeThatSendsElsewhereNowAreClosed) {
    add_mailbox("bert");
    auto const one = start();
    is_missed(*one);
    config.probes["inbound"].to = {"bert"};
    one->core.configure(configured(), {});
    one->turn();
    EXPECT_EQ(phases("inbound/anna/missing").back(), alert_phase::closed);
    EXPECT_EQ(open_alerts(), 0U);
}

TEST_F(CheckerAlerts, AlertsOfARemovedMailboxAreClosedAndNotOpenedAgain) {
    auto const one = start();
    is_missed(*one);
    static_cast<void>(out_and_looked_for(*one));
    one->answer(looks::refused_login(now()));
    EXPECT_THAT(phases("anna/access"), ElementsAre(alert_phase::opened));
    config.mailboxes.erase("anna");
    one->core.configure(configured(), {});
    one->turn();
    EXPECT_THAT(phases("anna/access"), ElementsAre(alert_phase::opened, alert_phase::closed));
    EXPECT_EQ(open_alerts(), 0U);
    for (auto i = 0; i < 48; ++i) {
        pass(1h);
        one->turn();
    }
    EXPECT_EQ(open_alerts(), 0U);
    EXPECT_THAT(phases("anna/access"), SizeIs(2));
}

TEST_F(CheckerAlerts, OthersStayOpenWhenTheConfigurationChanges) {
    auto const one = start();
    is_missed(*one);
    add_probe("other", {"anna"});
    one->core.configure(configured(), {});
    one->turn();
    EXPECT_THAT(phases("inbound/anna/missing"), ElementsAre(alert_phase::opened));
    EXPECT_EQ(open_alerts(), 1U);
}

}  // namespace
}  // namespace mailsonde::checker
