#include "checker-service/verdict.hpp"
#include "tests/unit/checker-service/mails.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using mails::at_or_never;
using model::delay_basis;

struct measured {
    char const* what;
    std::optional<milliseconds> last_unseen;
    milliseconds seen;
    std::optional<milliseconds> server_date;
    milliseconds delay;
    milliseconds at_least;
    milliseconds at_most;
    milliseconds proven;
    delay_basis basis;
};

void check(measured const& row) {
    SCOPED_TRACE(row.what);
    auto const seen = mails::seen(row.seen, row.server_date);
    auto const found = measure(mails::pending(), seen, at_or_never(row.last_unseen));
    EXPECT_EQ(found.delay.count(), row.delay.count());
    EXPECT_EQ(found.delay_at_least.count(), row.at_least.count());
    EXPECT_EQ(found.delay_at_most.count(), row.at_most.count());
    EXPECT_EQ(proven_delay(found).count(), row.proven.count());
    EXPECT_EQ(found.basis, row.basis);
    EXPECT_EQ(found.seen_at, seen.seen_at);
    EXPECT_EQ(found.server_date, seen.server_date) << "is reported even if it is not believed";
}

TEST(Measure, ByOurOwnClock) {
    constexpr auto own = delay_basis::sighting;
    measured const table[] = {
        {"first look, after the grace", {}, 30s, {}, 30s, 0s, 30s, 0s, own},
        {"first look, hours later", {}, 2h, {}, 2h, 0s, 2h, 0s, own},
        {"second look", 30s, 30'100ms, {}, 30'100ms, 30s, 30'100ms, 30s, own},
        {"unseen before acceptance", -5s, 30s, {}, 30s, 0s, 30s, 0s, own},
        {"unseen a ms before acceptance", -1ms, 30s, {}, 30s, 0s, 30s, 0s, own},
        {"unseen a ms after acceptance", 1ms, 30s, {}, 30s, 1ms, 30s, 1ms, own},
        {"the sender's clock is ahead", {}, -200ms, {}, 0s, 0s, 0s, 0s, own},
        {"ahead, with looks before", -300ms, -200ms, {}, 0s, 0s, 0s, 0s, own},
        {"our clock went back", 40s, 35s, {}, 35s, 35s, 35s, 35s, own},
        {"back before acceptance", 40s, -1s, {}, 0s, 0s, 0s, 0s, own},
    };
    for (auto const& row : table) {
        check(row);
    }
}

// The server's second is as long as the times below: [-250, 750), [750, 1750) … ms.
TEST(Measure, ByTheServersDateWhereItAgrees) {
    constexpr auto server = delay_basis::server_date;
    measured const table[] = {
        {"seconds later", {}, 30s, 3'750ms, 4'250ms, 0s, 30s, 3'750ms, server},
        {"at once", {}, 30s, -250ms, 375ms, 0s, 30s, 0s, server},
        {"checkers were down", {}, 2h, 2'750ms, 3'250ms, 0s, 2h, 2'750ms, server},
        {"between two looks", 30s, 60s, 40'750ms, 41'250ms, 30s, 60s, 40'750ms, server},
        {"overlaps the look before", 30s, 60s, 29'750ms, 30'375ms, 30s, 60s, 30s, server},
        {"overlaps the sight", 30s, 60s, 59'750ms, 59'875ms, 30s, 60s, 59'750ms, server},
        {"looks within one second", 30s, 30'100ms, 29'750ms, 30'050ms, 30s, 30'100ms, 30s, server},
        {"just in time", 30'749ms, 60s, 29'750ms, 30'749ms, 30'749ms, 60s, 30'749ms, server},
        {"just begun", {}, 29'750ms, 29'750ms, 29'750ms, 0s, 29'750ms, 29'750ms, server},
        {"unseen before acceptance", -5s, 30s, 3'750ms, 4'250ms, 0s, 30s, 3'750ms, server},
    };
    for (auto const& row : table) {
        check(row);
    }
}

TEST(Measure, NotByTheDateOfAServerWhoseClockIsWrong) {
    constexpr auto own = delay_basis::sighting;
    measured const table[] = {
        {"slow: before acceptance", {}, 30s, -1'250ms, 30s, 0s, 30s, 0s, own},
        {"slow: an hour", {}, 30s, -3'600'250ms, 30s, 0s, 30s, 0s, own},
        {"slow: before a look without it", 30s, 60s, 28'750ms, 60s, 30s, 60s, 30s, own},
        {"slow by a ms", 30'751ms, 60s, 29'750ms, 60s, 30'751ms, 60s, 30'751ms, own},
        {"fast: after the sight", 30s, 60s, 60'750ms, 60s, 30s, 60s, 30s, own},
        {"fast by a ms", {}, 29'749ms, 29'750ms, 29'749ms, 0s, 29'749ms, 0s, own},
        {"fast: a day", {}, 30s, 86'399'750ms, 30s, 0s, 30s, 0s, own},
        {"fast, before acceptance", {}, -200ms, 750ms, 0s, 0s, 0s, 0s, own},
    };
    for (auto const& row : table) {
        check(row);
    }
}

TEST(Measure, StaysWithinWhatWasSeenWhateverTheServerSays) {
    for (milliseconds date = -5'250ms; date < 70s; date += 1s) {
        for (auto const unseen : {-1s, 0s, 30s, 59s}) {
            auto const found = measure(mails::pending(), mails::seen(60s, date), mails::at(unseen));
            ASSERT_LE(found.delay_at_least, proven_delay(found)) << date.count();
            ASSERT_LE(proven_delay(found), found.delay) << date.count();
            ASSERT_LE(found.delay, found.delay_at_most) << date.count();
        }
    }
}

TEST(Measure, TellsThePlace) {
    auto const junk = mails::seen_in(folder_kind::junk, "Unerwünscht", "Unerw&APw-nscht");
    auto const found = measure(mails::pending(), junk, std::nullopt);
    EXPECT_EQ(found.folder, "Unerwünscht") << "the name for people";
    EXPECT_TRUE(found.junk);
    EXPECT_EQ(found.uid, 4711);
    EXPECT_FALSE(measure(mails::pending(), mails::seen(1s), std::nullopt).junk);
    auto largest = mails::seen(1s);
    largest.place.uid = 4'294'967'295U;
    EXPECT_EQ(measure(mails::pending(), largest, std::nullopt).uid, 4'294'967'295);
}

}  // namespace
}  // namespace mailsonde::checker
