#include "cli/check.hpp"

#include "cli/exit_status.hpp"
#include "shared/config/effective.hpp"
#include "tests/unit/cli/console.hpp"

#include <gmock/gmock.h>

namespace mailsonde::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Check, PrintsWhatIsInForce) {
    console at;
    auto const file = at.configure("defaults: {retry: 7s}");
    EXPECT_EQ(run_check({file}, at.io()), exit_ok);
    EXPECT_EQ(at.out.str(), config::effective_yaml(*config::load(file, at.io().env)));
    EXPECT_THAT(at.out.str(), HasSubstr("retry: 7s\n"));
    EXPECT_THAT(at.out.str(), testing::Not(HasSubstr("hunter2")));
    EXPECT_THAT(at.err.str(), IsEmpty());
}

TEST(Check, IsQuietIfAsked) {
    console at;
    auto const file = at.configure();
    EXPECT_EQ(run_check({file, true}, at.io()), exit_ok);
    EXPECT_THAT(at.out.str(), IsEmpty());
}

TEST(Check, TellsAllProblems) {
    console at;
    auto const file = at.configure("defaults: {every: 1ms, retry: 0s}\nnonsense: 1");
    for (auto const quiet : {false, true}) {
        at.err.str("");
        EXPECT_EQ(run_check({file, quiet}, at.io()), exit_failed);
        EXPECT_THAT(
            at.err.str(),
            StartsWith(
                file.string() + ":1:19: defaults.every: 1ms is out of range; from 1s to 366d\n" +
                file.string() + ":1:31: defaults.retry: 0s is out of range; from 1s to 366d\n" +
                file.string() + ":2:1: unknown key 'nonsense'; "
            )
        );
        EXPECT_THAT(at.out.str(), IsEmpty());
    }
}

TEST(Check, NamesAFileThatIsNotThere) {
    console at;
    auto const file = at.box.folder() / "none.yaml";
    EXPECT_EQ(run_check({file}, at.io()), exit_failed);
    EXPECT_THAT(at.err.str(), StartsWith(file.string() + ":1:1: "));
    EXPECT_THAT(at.err.str(), EndsWith("\n"));
}

}  // namespace
}  // namespace mailsonde::cli
