#include "shared/telemetry/readiness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailsonde::telemetry {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

instant const noon{std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 12h};

/// Both services at work.
class Readiness : public testing::Test {
protected:
    Readiness() {
        for (auto const* const service : {"checker", "sender"}) {
            state.expect(service);
            state.stands(service, "");
        }
    }

    readiness state;
};

TEST_F(Readiness, NeedsBothServicesAtWork) {
    EXPECT_TRUE(state.report().ready());
    EXPECT_THAT(state.report().notes, IsEmpty());
    state.stands("checker", "restoring");
    EXPECT_FALSE(state.report().ready());
    EXPECT_THAT(state.report().reasons, ElementsAre("checker: restoring"));
    state.stands("sender", "no assignment");
    EXPECT_THAT(state.report().reasons, ElementsAre("checker: restoring", "sender: no assignment"));
    state.stands("checker", "");
    EXPECT_THAT(state.report().reasons, ElementsAre("sender: no assignment"));
    state.stands("sender", "");
    EXPECT_TRUE(state.report().ready());
}

TEST(ReadinessAtFirst, NothingIsAssigned) {
    readiness state;
    state.expect("checker");
    state.expect("sender");
    EXPECT_THAT(
        state.report().reasons, ElementsAre("checker: no assignment", "sender: no assignment")
    );
}

TEST_F(Readiness, NeedsALogThatTakesCommits) {
    state.log_failed("sender", "commit: full", noon);
    state.log_failed("sender", "poll: bu\nsy", noon + 3s);
    EXPECT_THAT(
        state.report().reasons,
        ElementsAre("event log: sender: poll: bu?sy, since 2026-11-24T12:00:00.000Z")
    ) << "the newest reason, and since when there has been one";
    state.log_works("checker");
    EXPECT_FALSE(state.report().ready());
    state.log_works("sender");
    EXPECT_TRUE(state.report().ready());
    state.log_failed("sender", "commit: full", noon + 1h);
    EXPECT_THAT(
        state.report().reasons,
        ElementsAre("event log: sender: commit: full, since 2026-11-24T13:00:00.000Z")
    );
}

TEST_F(Readiness, EndsWithTheSignalToStop) {
    state.stopping();
    state.stands("checker", "");
    EXPECT_THAT(state.report().reasons, ElementsAre("stopping"));
}

TEST_F(Readiness, ABadConfigurationIsANoteOnly) {
    state.config_loaded(false);
    EXPECT_TRUE(state.report().ready());
    EXPECT_THAT(state.report().notes, SizeIs(1));
    state.config_loaded(true);
    EXPECT_THAT(state.report().notes, IsEmpty());
}

}  // namespace
}  // namespace mailsonde::telemetry
