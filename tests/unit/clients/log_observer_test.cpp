#include "shared/clients/log_observer.hpp"

#include "shared/eventlog/eventlog_errc.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace mailsonde::clients {
namespace {

using eventlog::commit_outcome;
using eventlog::commit_result;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        lines.push_back(text.substr(at, text.find('\n', at) - at));
    }
    return lines;
}

/// What an observer makes of commits, a line each.
std::vector<std::string> told_of(std::vector<commit_result> const& commits) {
    telemetry::logger logger(telemetry::level::debug, telemetry::log_format::text);
    telemetry::metrics metrics;
    auto const observer = observer_for("checker", logger, metrics);
    testing::internal::CaptureStderr();
    for (auto const& one : commits) {
        observer.committed(one, milliseconds(3));
    }
    return lines_of(testing::internal::GetCapturedStderr());
}

commit_result const done{commit_outcome::ok, ""};
commit_result const full{commit_outcome::aborted, "no room"};
commit_result const busy{commit_outcome::aborted, "somebody writes"};
commit_result const unknown{commit_outcome::unknown, "no room"};
commit_result const fenced{commit_outcome::fenced, "no member"};

TEST(LogObserver, SaysNothingOfWhatGoesWell) {
    EXPECT_THAT(told_of({done, done}), IsEmpty());
}

TEST(LogObserver, TellsAFailureThatRepeatsOnceAndWhenItIsOver) {
    EXPECT_THAT(
        told_of({full, full, full, done, done}),
        ElementsAre(
            HasSubstr("error commit service=checker outcome=aborted"),
            HasSubstr("info event_log_resumed service=checker failures=3")
        )
    );
}

TEST(LogObserver, TellsAFailureOnceThatOnlyHasOtherNumbers) {
    auto const at = [](char const* offset) {
        return commit_result{commit_outcome::aborted, std::string("broken at ") + offset};
    };
    EXPECT_THAT(told_of({at("7"), at("8"), at("19")}), SizeIs(1));
}

TEST(LogObserver, TellsEachKindOfFailure) {
    EXPECT_THAT(
        told_of({full, busy, unknown, done}),
        ElementsAre(
            HasSubstr("no room"),
            HasSubstr("somebody writes"),
            HasSubstr("outcome=unknown"),
            HasSubstr("failures=3")
        )
    );
}

TEST(LogObserver, TellsAFailureAnewAfterASuccess) {
    EXPECT_THAT(told_of({full, done, full}), SizeIs(3));
}

TEST(LogObserver, TellsOfPollsThatFailInTheSameWay) {
    telemetry::logger logger(telemetry::level::debug, telemetry::log_format::text);
    telemetry::metrics metrics;
    auto const observer = observer_for("sender", logger, metrics);
    testing::internal::CaptureStderr();
    observer.failed("poll", failure{{}, "busy"});
    observer.failed("poll", failure{{}, "busy"});
    observer.failed("restore", failure{{}, "busy"});
    observer.committed(done, milliseconds(3));
    EXPECT_THAT(
        lines_of(testing::internal::GetCapturedStderr()),
        ElementsAre(
            HasSubstr("error event_log_failed service=sender what=poll"),
            HasSubstr("error event_log_failed service=sender what=restore"),
            HasSubstr("info event_log_resumed service=sender failures=3")
        )
    );
}

TEST(LogObserver, CallsALogThatIsBusyAWarningAtFirst) {
    telemetry::logger logger(telemetry::level::debug, telemetry::log_format::text);
    telemetry::metrics metrics;
    auto const observer = observer_for("sender", logger, metrics);
    testing::internal::CaptureStderr();
    observer.failed("restore", failure{eventlog::eventlog_errc::busy, "a moment"});
    observer.failed("restore", failure{eventlog::eventlog_errc::unreachable, "nobody"});
    EXPECT_THAT(
        lines_of(testing::internal::GetCapturedStderr()),
        ElementsAre(HasSubstr(" warn event_log_failed"), HasSubstr(" error event_log_failed"))
    );
}

TEST(LogObserver, TellsOfEveryFenceAsAWarning) {
    EXPECT_THAT(told_of({fenced, fenced}), testing::Each(HasSubstr(" warn commit ")));
    EXPECT_THAT(told_of({fenced, fenced, done}), SizeIs(2)) << "nothing failed";
}

}  // namespace
}  // namespace mailsonde::clients
