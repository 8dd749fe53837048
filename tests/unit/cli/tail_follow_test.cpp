#include "cli/exit_status.hpp"
#include "cli/tail.hpp"
#include "tests/unit/cli/console.hpp"
#include "tests/unit/cli/event_store.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <deque>
#include <streambuf>

namespace mailsonde::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Stands in for the time between two looks: does the next thing, and ends after the last.
struct scripted_pauses {
    std::deque<std::function<void()>> steps;
    int looks = 0;

    pause_function function() {
        return [this](milliseconds time) {
            if (time == milliseconds(0)) {
                return true;
            }
            ++looks;
            if (steps.empty()) {
                return false;
            }
            steps.front()();
            steps.pop_front();
            return true;
        };
    }
};

std::size_t lines_of(std::string const& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

TEST(TailFollow, ShowsWhatIsWrittenMeanwhile) {
    console at;
    event_store store(at.data());
    store.append(sent_at(1, "old"));
    scripted_pauses pauses;
    pauses.steps = {
        [&] {
            EXPECT_EQ(lines_of(at.out.str()), 2U) << "the backlog is out";
            store.append(result_at(9, "later"));
            store.append(sent_at(8, "sooner"));
        },
        [&] { EXPECT_EQ(lines_of(at.out.str()), 4U) << "at once"; },
        [&] {
            store.append({store.topics().mail, 3, "x", {}, "{}"});
            store.append(sent_at(7, "last"));
        },
        [] {}
    };
    tail_options options{.config = at.configure()};
    options.follow = true;
    EXPECT_EQ(run_tail(options, at.io(), pauses.function()), exit_ok);
    auto const out = at.out.str();
    EXPECT_EQ(lines_of(out), 5U) << "nothing twice: " << out;
    EXPECT_LT(out.find("old"), out.find("sooner"));
    EXPECT_LT(out.find("sooner"), out.find("later"));
    EXPECT_LT(out.find("later"), out.find("last"));
    EXPECT_EQ(lines_of(at.err.str()), 1U);
    EXPECT_THAT(at.err.str(), HasSubstr("mailsonde.mail.v1/3, record 0 is skipped"));
}

TEST(TailFollow, FromTheEndAndFiltered) {
    console at;
    event_store store(at.data());
    store.append(sent_at(1, "old"));
    scripted_pauses pauses;
    pauses.steps = {[&] {
        store.append(sent_at(2, "wanted"));
        store.append(result_at(3, "other"));
    }};
    tail_options options{.config = at.configure(), .last = 0, .follow = true, .json = true};
    options.probes = {"wanted", "old"};
    EXPECT_EQ(run_tail(options, at.io(), pauses.function()), exit_ok);
    EXPECT_EQ(lines_of(at.out.str()), 1U);
    EXPECT_THAT(at.out.str(), HasSubstr(R"("subject":"wanted")"));
}

TEST(TailFollow, EndsWhenItIsInterruptedDuringTheBacklog) {
    console at;
    event_store store(at.data());
    store.append(sent_at(1));
    tail_options const options{.config = at.configure(), .follow = true};
    auto asked = 0;
    EXPECT_EQ(
        run_tail(
            options,
            at.io(),
            [&asked](milliseconds) {
                ++asked;
                return false;
            }
        ),
        exit_ok
    );
    EXPECT_EQ(asked, 2) << "once for the backlog, once for the news";
    EXPECT_THAT(at.out.str(), Not(HasSubstr("sent")));
}

/// A pipe without a reader.
struct broken_pipe : std::streambuf {};

TEST(TailFollow, EndsWhenNobodyReads) {
    console at;
    event_store const store(at.data());
    broken_pipe pipe;
    std::ostream out(&pipe);
    auto const io = at.io();
    scripted_pauses pauses;
    pauses.steps = {[] {}, [] {}};
    tail_options const options{.config = at.configure(), .follow = true};
    EXPECT_EQ(
        run_tail(options, {io.in, out, io.err, io.env, io.reader_gone}, pauses.function()), exit_ok
    );
    EXPECT_EQ(pauses.looks, 0);
}

}  // namespace
}  // namespace mailsonde::cli
