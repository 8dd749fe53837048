// Servers that are busy or want to be spared: a state of its own, neither an outage nor a refusal.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::broke;
using looks::refused_login;
using looks::saw_nothing;
using model::alert_phase;
using model::severity;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

clients::look_report limited(instant at) {
    auto out = looks::failed(at, wire::imap::imap_errc::limited);
    out.limited = true;
    return out;
}

class CheckerLimits : public checker_case {
protected:
    /// Fails in this way for a while.
    void goes_on(replica& by, milliseconds how_long, clients::look_report (*report)(instant)) {
        auto const until = now() + how_long;
        while (now() < until) {
            if (by.core.visits() > 0) {
                by.answer(report(now()));
            }
            pass(1s);
            by.turn();
        }
    }

    std::vector<severity> severities() {
        std::vector<severity> out;
        for (auto const& alert : events<model::alert>()) {
            if (alert.rule == model::rule::access) {
                out.push_back(alert.severity);
            }
        }
        return out;
    }
};

TEST_F(CheckerLimits, AreAWarningAboutAccessAndNothingElse) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    goes_on(*one, 20min, limited);
    EXPECT_THAT(severities(), ElementsAre(severity::warning));
    EXPECT_THAT(events<model::alert>().at(0).summary, HasSubstr("limited by the server"));
    EXPECT_EQ(stored_state().pause_of("anna"), nullptr) << "no refused login";
    for (auto const& alert : events<model::alert>()) {
        EXPECT_EQ(alert.rule, model::rule::access);
    }
    goes_on(*one, 20min, limited);
    ASSERT_EQ(results().size(), 1U);
    EXPECT_EQ(results()[0].outcome, model::outcome::undetermined);
    goes_on(*one, 10min, saw_nothing);
    EXPECT_THAT(phases("anna/access"), ElementsAre(alert_phase::opened, alert_phase::closed));
}

TEST_F(CheckerLimits, BecomeCriticalWithAnyOtherFailure) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    goes_on(*one, 3min, limited);
    goes_on(*one, 3min, broke);
    EXPECT_THAT(severities(), ElementsAre(severity::warning, severity::critical));
    goes_on(*one, 3min, limited);
    EXPECT_THAT(severities(), ElementsAre(severity::warning, severity::critical))
        << "it is not only that";
}

TEST_F(CheckerLimits, BecomeCriticalWithARefusedLogin) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    goes_on(*one, 3min, limited);
    goes_on(*one, 3min, refused_login);
    EXPECT_THAT(severities(), ElementsAre(severity::warning, severity::critical));
}

TEST_F(CheckerLimits, AreJudgedAnewAfterASuccess) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    goes_on(*one, 3min, broke);
    goes_on(*one, 2min, saw_nothing);
    goes_on(*one, 5min, limited);
    EXPECT_THAT(
        severities(), ElementsAre(severity::critical, severity::critical, severity::warning)
    ) << "opened, closed, opened";
}

TEST_F(CheckerLimits, OfOneFolderAreAWarningToo) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    goes_on(*one, 3min, [](instant at) {
        auto out = saw_nothing(at);
        out.unreadable = {"Spam: limited by the server: NO [INUSE] later"};
        out.complete = false;
        out.limited = true;
        return out;
    });
    EXPECT_THAT(severities(), ElementsAre(severity::warning));
}

}  // namespace
}  // namespace mailsonde::checker
