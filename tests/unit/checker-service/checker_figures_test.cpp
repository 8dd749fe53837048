// What the checker tells metrics.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"
#include "tests/unit/telemetry/pages.hpp"

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::saw_nothing;
using looks::swept_nothing;
using telemetry::shows;

class CheckerFigures : public checker_case {
protected:
    [[nodiscard]] testing::AssertionResult has(std::string const& line) const {
        return shows(metrics.render(), line);
    }
};

TEST_F(CheckerFigures, TellHowManyMailsAreOut) {
    auto const one = start();
    EXPECT_TRUE(has("mailsonde_mails_pending 0"));
    tell(sent_mail());
    pass(1s);
    one->turn();
    EXPECT_TRUE(has("mailsonde_mails_pending 1"));
    EXPECT_TRUE(has("mailsonde_oldest_pending_overdue_seconds 0"));
}

TEST_F(CheckerFigures, TellHowLongTheOldestMailIsOverdue) {
    auto const one = start();
    tell(sent_mail());
    one->turn();
    pass(2min);
    tell(sent_mail());
    one->turn();
    pass(8min + 30s);
    one->turn();
    EXPECT_TRUE(has("mailsonde_oldest_pending_overdue_seconds 30")) << "the second is not";
    EXPECT_TRUE(has("mailsonde_mails_pending 2"));
}

TEST_F(CheckerFigures, TellWhatLooksCost) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto report = saw_nothing(now());
    report.phases = {{"imap.auth", 150ms}, {"imap.fetch", 50ms}};
    report.round_trips = 3;
    report.certificate_expires = instant(86'400s);
    one->answer(report);
    EXPECT_TRUE(has(R"(mailsonde_looks_total{mailbox="anna",outcome="complete"} 1)"));
    EXPECT_TRUE(has(R"(mailsonde_look_seconds_sum{outcome="complete"} 0.2)"));
    EXPECT_TRUE(has("mailsonde_look_round_trips_sum 3"));
    EXPECT_TRUE(has(
        R"(mailsonde_certificate_expiry_timestamp_seconds{protocol="imap",server="anna"} 86400)"
    ));
    EXPECT_TRUE(has(R"(mailsonde_phase_seconds_sum{phase="auth",protocol="imap"} 0.15)"));
}

TEST_F(CheckerFigures, TellOfVisitsUnderWay) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    pass(1s);
    one->turn();
    EXPECT_TRUE(has(R"(mailsonde_visits_under_way{service="checker"} 1)"));
    pass(1s);
    one->answer(saw_nothing(now()));
    pass(1s);
    one->turn();
    EXPECT_TRUE(has(R"(mailsonde_visits_under_way{service="checker"} 1)")) << "the next look";
}

TEST_F(CheckerFigures, TellOfAlertsByRuleAndSeverity) {
    auto const one = start();
    auto const line = std::string(R"(mailsonde_alerts_open{rule="missing",severity="critical"})");
    EXPECT_TRUE(has(line + " 0"));
    static_cast<void>(out_and_looked_for(*one));
    one->answer(saw_nothing(now()));
    pass(10min);
    one->turn();
    one->answer(swept_nothing(now()));
    pass(1s);
    one->turn();
    EXPECT_TRUE(has(line + " 1"));
    EXPECT_TRUE(has(R"(mailsonde_alerts_open{rule="missing",severity="warning"} 0)"));
    EXPECT_TRUE(has("mailsonde_mails_pending 0")) << "it is judged";
}

/// Or two processes on one log would show every mail twice.
TEST_F(CheckerFigures, OfWhatIsNotOursAnyMoreAreZero) {
    add_probe("other", {"anna"});
    auto const one = start();
    tell(failed(sent_mail("anna", "other")));
    tell(sent_mail());
    one->turn();
    pass(11min);
    one->turn();
    EXPECT_TRUE(has(R"(mailsonde_alerts_open{rule="refused",severity="critical"} 1)"));
    EXPECT_TRUE(has("mailsonde_mails_pending 1"));
    EXPECT_TRUE(has("mailsonde_oldest_pending_overdue_seconds 60"));
    one->engine.leave();
    EXPECT_TRUE(has("mailsonde_mails_pending 0"));
    EXPECT_TRUE(has("mailsonde_oldest_pending_overdue_seconds 0"));
    EXPECT_TRUE(has(R"(mailsonde_alerts_open{rule="refused",severity="critical"} 0)"));
}

}  // namespace
}  // namespace mailsonde::checker
