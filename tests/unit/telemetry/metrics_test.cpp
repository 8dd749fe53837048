#include "shared/telemetry/metrics.hpp"

#include "tests/unit/telemetry/pages.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;

TEST(Metrics, TellWhetherTheConfigurationOnDiskIsInUse) {
    metrics out;
    out.config_loaded(true, instant(1'795'485'600'000ms));
    EXPECT_TRUE(shows(out.render(), "mailsonde_config_last_reload_successful 1"));
    out.config_loaded(false, instant(1'795'485'700'000ms));
    EXPECT_TRUE(shows(out.render(), "mailsonde_config_last_reload_successful 0"));
    EXPECT_TRUE(
        shows(out.render(), "mailsonde_config_last_reload_success_timestamp_seconds 1795485600")
    ) << "still the good one";
}

TEST(Metrics, TellWhatRunsAndWhetherItDoesItsJob) {
    metrics out;
    out.version("1.2.3");
    out.ready(true);
    EXPECT_TRUE(shows(out.render(), R"(mailsonde_build_info{version="1.2.3"} 1)"));
    EXPECT_TRUE(shows(out.render(), "mailsonde_ready 1"));
    out.ready(false);
    EXPECT_TRUE(shows(out.render(), "mailsonde_ready 0"));
}

TEST(Metrics, CountByOutcome) {
    metrics out;
    out.result("inbound", "delivered");
    out.result("inbound", "delivered");
    out.result("inbound", "missing");
    out.delay("inbound", 1500ms);
    auto const page = out.render();
    EXPECT_TRUE(shows(page, R"(mailsonde_results_total{outcome="delivered",probe="inbound"} 2)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_results_total{outcome="missing",probe="inbound"} 1)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_delay_seconds_bucket{probe="inbound",le="1"} 0)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_delay_seconds_bucket{probe="inbound",le="2.5"} 1)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_delay_seconds_sum{probe="inbound"} 1.5)"));
}

TEST(Metrics, TellOfSending) {
    metrics out;
    out.mail_scheduled("inbound");
    out.submission("inbound", "deferred");
    out.slots_left_out("inbound", "backlog", 3);
    out.slots_left_out("inbound", "backlog", 2);
    out.attempt({{"smtp.tls", 30ms}, {"smtp.data_end", 2s}});
    out.submissions_under_way(2);
    out.certificate("smtp", "relay", instant(1'795'485'600'000ms));
    auto const page = out.render();
    for (auto const* const line : {
             R"(mailsonde_mails_scheduled_total{probe="inbound"} 1)",
             R"(mailsonde_submissions_total{outcome="deferred",probe="inbound"} 1)",
             R"(mailsonde_slots_left_out_total{probe="inbound",reason="backlog"} 5)",
             R"(mailsonde_phase_seconds_bucket{phase="tls",protocol="smtp",le="0.025"} 0)",
             R"(mailsonde_phase_seconds_bucket{phase="tls",protocol="smtp",le="0.05"} 1)",
             R"(mailsonde_phase_seconds_sum{phase="data_end",protocol="smtp"} 2)",
             R"(mailsonde_visits_under_way{service="sender"} 2)",
         }) {
        EXPECT_TRUE(shows(page, line)) << line;
    }
    EXPECT_TRUE(shows(
        page,
        "mailsonde_certificate_expiry_timestamp_seconds{protocol=\"smtp\",server=\"relay\"} "
        "1795485600"
    ));
}

TEST(Metrics, TellOfLooks) {
    metrics out;
    phase_times const phases{{"imap.auth", 200ms}, {"imap.fetch", 100ms}};
    out.look("anna", {"complete", phases, 2});
    out.look("anna", {"failed", {{"imap.connect", 20s}}, 0});
    auto const page = out.render();
    for (auto const* const line : {
             R"(mailsonde_looks_total{mailbox="anna",outcome="complete"} 1)",
             R"(mailsonde_looks_total{mailbox="anna",outcome="failed"} 1)",
             R"(mailsonde_look_seconds_sum{outcome="complete"} 0.3)",
             R"(mailsonde_look_seconds_sum{outcome="failed"} 20)",
             R"(mailsonde_look_round_trips_bucket{le="1"} 0)",
             R"(mailsonde_look_round_trips_bucket{le="2"} 1)",
             R"(mailsonde_look_round_trips_count 1)",  // one that failed has none to speak of
             R"(mailsonde_phase_seconds_count{phase="fetch",protocol="imap"} 1)",
             R"(mailsonde_phase_seconds_count{phase="connect",protocol="imap"} 1)",
         }) {
        EXPECT_TRUE(shows(page, line)) << line;
    }
}

TEST(Metrics, TellOfDeletionsAndCopies) {
    metrics out;
    out.deletion("anna", "leftover", "expunged");
    out.copies("anna", 2);
    auto const page = out.render();
    EXPECT_TRUE(shows(
        page, R"(mailsonde_deletions_total{mailbox="anna",outcome="expunged",reason="leftover"} 1)"
    ));
    EXPECT_TRUE(shows(page, R"(mailsonde_copies_total{mailbox="anna"} 2)"));
}

TEST(Metrics, TellWhatTheCheckerHasToDo) {
    metrics out;
    out.checker({7, 90s, 3, 4, {{{"delay", "warning"}, 2}, {{"access", "critical"}, 1}}});
    auto page = out.render();
    for (auto const* const line : {
             "mailsonde_mails_pending 7",
             "mailsonde_oldest_pending_overdue_seconds 90",
             R"(mailsonde_visits_under_way{service="checker"} 3)",
             "mailsonde_leftovers 4",
             R"(mailsonde_alerts_open{rule="delay",severity="warning"} 2)",
             R"(mailsonde_alerts_open{rule="access",severity="critical"} 1)",
             R"(mailsonde_alerts_open{rule="missing",severity="critical"} 0)",
         }) {
        EXPECT_TRUE(shows(page, line)) << line;
    }
    out.checker({});
    page = out.render();
    EXPECT_TRUE(shows(page, R"(mailsonde_alerts_open{rule="delay",severity="warning"} 0)"));
    EXPECT_TRUE(shows(page, "mailsonde_mails_pending 0"));
}

TEST(Metrics, TellOfTheEventLog) {
    metrics out;
    out.commit("sender", "ok", 7ms);
    out.commit("sender", "aborted", 5s);
    out.log_size(4096);
    out.log_behind("checker", 12);
    out.turned("checker", instant(1'795'485'600'500ms));
    out.restored("checker", 1250ms);
    out.inbox("checker", 4);
    out.io("sender", 5);
    auto const page = out.render();
    for (auto const* const line : {
             R"(mailsonde_log_commits_total{outcome="ok",service="sender"} 1)",
             R"(mailsonde_log_commits_total{outcome="aborted",service="sender"} 1)",
             R"(mailsonde_log_commits_total{outcome="fenced",service="sender"} 0)",
             R"(mailsonde_log_commits_total{outcome="unknown",service="checker"} 0)",
             R"(mailsonde_log_commit_seconds_bucket{service="sender",le="0.005"} 0)",
             R"(mailsonde_log_commit_seconds_bucket{service="sender",le="0.01"} 1)",
             "mailsonde_log_size_bytes 4096",
             R"(mailsonde_log_records_behind{service="checker"} 12)",
             R"(mailsonde_last_turn_timestamp_seconds{service="checker"} 1795485600.5)",
             R"(mailsonde_restore_seconds{service="checker"} 1.25)",
             R"(mailsonde_inbox_tasks{service="checker"} 4)",
             R"(mailsonde_io_coroutines{service="sender"} 5)",
         }) {
        EXPECT_TRUE(shows(page, line)) << line;
    }
}

}  // namespace
}  // namespace mailsonde::telemetry
