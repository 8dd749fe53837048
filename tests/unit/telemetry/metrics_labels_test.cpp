#include "shared/eventlog/event_log.hpp"
#include "shared/model/events.hpp"
#include "shared/telemetry/metrics.hpp"
#include "tests/unit/telemetry/pages.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;

label_names const both{{"left", "right"}, {"anna", "ben"}, {"relay", "direct"}};
label_names const one{{"left"}, {"anna"}, {"relay"}};

/// Something about everything of the second kind.
void tell_all(metrics& out) {
    out.mail_scheduled("right");
    out.submission("right", "sent");
    out.slots_left_out("right", "backlog", 1);
    out.result("right", "missing");
    out.delay("right", 1s);
    out.look("ben", {"complete", {}, 1});
    out.deletion("ben", "judged", "deleted");
    out.copies("ben", 1);
    out.certificate("smtp", "direct", instant(1s));
    out.certificate("imap", "ben", instant(1s));
}

TEST(MetricLabels, OfWhatLeftTheConfigurationDisappear) {
    metrics out;
    out.configured(both);
    tell_all(out);
    for (auto const* const name : {R"("right")", R"("ben")", R"("direct")"}) {
        EXPECT_TRUE(mentions(out.render(), name));
    }
    out.configured(one);
    for (auto const* const name : {R"("right")", R"("ben")", R"("direct")"}) {
        EXPECT_FALSE(mentions(out.render(), name));
    }
    tell_all(out);
    for (auto const* const name : {R"("right")", R"("ben")", R"("direct")"}) {
        EXPECT_FALSE(mentions(out.render(), name)) << "the rest of its mails brings nothing back";
    }
}

TEST(MetricLabels, OfWhatStaysKeepTheirValues) {
    metrics out;
    out.configured(both);
    out.result("left", "delivered");
    out.look("anna", {"complete", {}, 1});
    out.certificate("smtp", "relay", instant(5s));
    out.configured(one);
    out.result("left", "delivered");
    auto const page = out.render();
    EXPECT_TRUE(shows(page, R"(mailsonde_results_total{outcome="delivered",probe="left"} 2)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_looks_total{mailbox="anna",outcome="complete"} 1)"));
    EXPECT_TRUE(mentions(page, R"({protocol="smtp",server="relay"} 5)"));
}

TEST(MetricLabels, OfServersAreRoutesOrMailboxes) {
    metrics out;
    out.configured({{}, {"mail"}, {}});
    out.certificate("smtp", "mail", instant(1s));
    EXPECT_FALSE(mentions(out.render(), R"(server="mail"})"));
    out.certificate("imap", "mail", instant(1s));
    EXPECT_TRUE(mentions(out.render(), R"({protocol="imap",server="mail"} 1)"));
}

/// A counter that begins at 1 has never increased, as far as Prometheus knows.
TEST(MetricLabels, CountersOfTheConfigurationBeginAtZero) {
    metrics out;
    out.configured(one);
    auto const page = out.render();
    auto const zero = [&page](std::string const& family, std::string const& labels) {
        EXPECT_TRUE(shows(page, family + "{" + labels + "} 0"));
    };
    using model::outcome;
    zero("mailsonde_mails_scheduled_total", R"(probe="left")");
    for (auto const kind :
         {outcome::delivered,
          outcome::junk,
          outcome::misplaced,
          outcome::missing,
          outcome::undetermined}) {
        zero(
            "mailsonde_results_total",
            "outcome=\"" + std::string(to_text(kind)) + R"(",probe="left")"
        );
    }
    for (auto const reason : {model::gap_reason::not_running, model::gap_reason::backlog}) {
        zero(
            "mailsonde_slots_left_out_total",
            R"(probe="left",reason=")" + std::string(to_text(reason)) + "\""
        );
    }
    for (auto const* const kind : {"sent", "deferred", "send_failed", "send_unknown"}) {
        zero("mailsonde_submissions_total", "outcome=\"" + std::string(kind) + R"(",probe="left")");
    }
    for (auto const* const kind : {"complete", "partial", "failed"}) {
        zero("mailsonde_looks_total", R"(mailbox="anna",outcome=")" + std::string(kind) + "\"");
    }
    zero("mailsonde_copies_total", R"(mailbox="anna")");
}

TEST(MetricLabels, EnumeratorsBeginAtZero) {
    auto const page = metrics().render();
    using model::rule;
    for (auto const what :
         {rule::delay, rule::missing, rule::refused, rule::misplaced, rule::access}) {
        for (auto const how : {model::severity::warning, model::severity::critical}) {
            EXPECT_TRUE(shows(
                page,
                "mailsonde_alerts_open{rule=\"" + std::string(to_text(what)) + "\",severity=\"" +
                    std::string(to_text(how)) + "\"} 0"
            ));
        }
    }
    using eventlog::commit_outcome;
    for (auto const outcome :
         {commit_outcome::ok,
          commit_outcome::fenced,
          commit_outcome::aborted,
          commit_outcome::unknown}) {
        for (auto const* const service : {"sender", "checker"}) {
            EXPECT_TRUE(shows(
                page,
                "mailsonde_log_commits_total{outcome=\"" + std::string(to_text(outcome)) +
                    "\",service=\"" + service + "\"} 0"
            ));
        }
    }
}

}  // namespace
}  // namespace mailsonde::telemetry
