#include "shared/clients/service_pulse.hpp"

#include "shared/eventlog/eventlog_errc.hpp"
#include "tests/unit/telemetry/pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mailsonde::clients {
namespace {

using namespace std::chrono_literals;
using eventlog::commit_outcome;
using eventlog::engine_standing;
using eventlog::eventlog_errc;
using telemetry::shows;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The checker, assigned and restored.
class ServicePulse : public testing::Test {
protected:
    ServicePulse() {
        pulse.assigned();
        turn();
    }

    void turn(engine_standing standing = engine_standing::working, bool settled = true) {
        pulse.turned({standing, settled && standing == engine_standing::working, 0, 0});
    }

    void commit(commit_outcome outcome, std::string const& detail = "") {
        pulse.committed({outcome, detail});
    }

    [[nodiscard]] std::vector<std::string> reasons() const { return state.report().reasons; }

    telemetry::logger quiet{telemetry::level::error, telemetry::log_format::text};
    telemetry::metrics metrics;
    telemetry::vitals vitals;
    telemetry::readiness state;
    service_pulse pulse{"checker", {quiet, metrics, vitals, state}};
};

TEST_F(ServicePulse, ReadinessFollowsTheEngine) {
    EXPECT_THAT(reasons(), IsEmpty());
    turn(engine_standing::unassigned);
    EXPECT_THAT(reasons(), ElementsAre("checker: no assignment"));
    turn(engine_standing::restoring);
    EXPECT_THAT(reasons(), ElementsAre("checker: restoring"));
    turn(engine_standing::working, false);
    EXPECT_THAT(reasons(), IsEmpty()) << "a commit under way is no obstacle";
}

TEST(ServicePulseAtFirst, NothingIsAssigned) {
    telemetry::logger quiet(telemetry::level::error, telemetry::log_format::text);
    telemetry::metrics metrics;
    telemetry::vitals vitals;
    telemetry::readiness state;
    service_pulse const pulse("sender", {quiet, metrics, vitals, state});
    EXPECT_THAT(state.report().reasons, ElementsAre("sender: no assignment"));
    ASSERT_THAT(vitals.signs(), SizeIs(1));
    EXPECT_EQ(vitals.signs().front().part, "sender.engine");
}

TEST_F(ServicePulse, EveryTurnIsAHeartbeat) {
    auto const before = vitals.signs().front().last;
    turn(engine_standing::unassigned);
    EXPECT_GT(vitals.signs().front().last, before) << "whatever it came to";
}

TEST_F(ServicePulse, ACommitThatFailsIsAReasonUntilOneSucceeds) {
    commit(commit_outcome::aborted, "disk full");
    turn(engine_standing::working, false);
    EXPECT_THAT(
        reasons(), ElementsAre(AllOf(HasSubstr("event log: checker: commit: disk full, since ")))
    );
    turn(engine_standing::working, false);
    EXPECT_THAT(reasons(), SizeIs(1)) << "nothing happens until the next try";
    commit(commit_outcome::ok);
    turn();
    EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(ServicePulse, SoIsOneWhoseFateIsUnknownButNoneThatIsFenced) {
    commit(commit_outcome::fenced, "stale");
    turn(engine_standing::unassigned);
    EXPECT_THAT(reasons(), ElementsAre("checker: no assignment"));
    turn();
    EXPECT_THAT(reasons(), IsEmpty());
    commit(commit_outcome::unknown, "lost");
    turn(engine_standing::restoring);
    EXPECT_THAT(reasons(), SizeIs(2));
    turn();
    EXPECT_THAT(reasons(), IsEmpty()) << "restored, and the log answers";
}

TEST_F(ServicePulse, APollThatFailsIsAReasonUntilATurnGoesWell) {
    for (auto i = 0; i < 3; ++i) {
        pulse.failed("poll", fail(eventlog_errc::busy, "locked"));
        turn();
        EXPECT_THAT(
            reasons(), ElementsAre(AllOf(HasSubstr("checker: poll: "), HasSubstr("locked")))
        );
    }
    turn();
    EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(ServicePulse, MetricsFollow) {
    pulse.turned({engine_standing::working, true, 3, 17});
    auto const page = metrics.render();
    EXPECT_TRUE(shows(page, R"(mailsonde_inbox_tasks{service="checker"} 3)"));
    EXPECT_TRUE(shows(page, R"(mailsonde_log_records_behind{service="checker"} 17)"));
    EXPECT_TRUE(
        telemetry::mentions(page, R"(mailsonde_last_turn_timestamp_seconds{service="checker"} 1)")
    );
    EXPECT_TRUE(telemetry::mentions(page, R"(mailsonde_restore_seconds{service="checker"} )"));
}

/// Log and metrics hear of everything, too.
TEST_F(ServicePulse, IsFeltByAllObserversOfAService) {
    auto const all = observers_for("sender", {quiet, metrics, vitals, state});
    all.engine.assigned({1, 2});
    all.turned({engine_standing::working, true, 0, 0});
    all.alive(5);
    EXPECT_THAT(reasons(), IsEmpty());
    testing::internal::CaptureStderr();
    all.engine.committed({commit_outcome::aborted, "disk full"}, 3ms);
    all.engine.failed("poll", fail(eventlog_errc::io_failed, "unreadable"));
    auto const told = testing::internal::GetCapturedStderr();
    EXPECT_THAT(told, AllOf(HasSubstr("disk full"), HasSubstr("unreadable")));
    EXPECT_THAT(reasons(), ElementsAre(HasSubstr("event log: sender: poll: ")));
    auto const page = metrics.render();
    EXPECT_TRUE(shows(page, R"(mailsonde_log_commits_total{outcome="aborted",service="sender"} 1)")
    );
    EXPECT_TRUE(shows(page, R"(mailsonde_io_coroutines{service="sender"} 5)"));
    EXPECT_EQ(vitals.signs().back().part, "sender.io");
}

}  // namespace
}  // namespace mailsonde::clients
