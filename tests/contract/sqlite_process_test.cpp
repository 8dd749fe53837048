#include "shared/eventlog/sqlite_log.hpp"
#include "tests/contract/child_process.hpp"
#include "tests/contract/contract_test.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

namespace mailsonde::eventlog::contract {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::unique_ptr<child_process> writer(
    std::string const& mode, temporary_folder const& folder, std::string const& group
) {
    return std::make_unique<child_process>(
        std::vector<std::string>{MAILSONDE_CONTRACT_WRITER, mode, folder.path().string(), group}
    );
}

/// The numbers that one group wrote to a topic, in order.
std::vector<offset> numbers_of(log& in, std::string const& topic, std::string const& group) {
    std::vector<offset> out;
    for (auto const& value : values_of(in, topic, 0)) {
        if (value.starts_with(group + ":")) {
            out.push_back(std::stoll(value.substr(group.size() + 1)));
        }
    }
    return out;
}

/// Every number once, the same in each topic, and the position behind the last.
std::size_t expect_whole(log& in, std::string const& group) {
    auto const numbers = numbers_of(in, "mail", group);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        EXPECT_EQ(numbers[i], static_cast<offset>(i)) << group;
    }
    EXPECT_EQ(numbers_of(in, "state", group), numbers);
    EXPECT_EQ(numbers_of(in, "result", group), numbers);
    auto const reader = in.join({group, "mail"}, {}).value();
    EXPECT_EQ(reader->committed(0).value().value_or(0), static_cast<offset>(numbers.size()));
    return numbers.size();
}

TEST(SqliteProcess, WhatWasReportedCommittedSurvivesKillAndNothingIsHalf) {
    constexpr auto seed = 20'261'124U;
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    temporary_folder const folder;
    for (auto round = 0; round < 8; ++round) {
        SCOPED_TRACE(round);
        std::array<std::string, 2> const groups{"one", "two"};
        std::array<std::unique_ptr<child_process>, 2> processes{
            writer("for-ever", folder, groups[0]), writer("for-ever", folder, groups[1])
        };
        std::array<offset, 2> reported{-1, -1};
        for (std::size_t i = 0; i < 2; ++i) {
            for (auto lines = 20 + random() % 60; lines > 0; --lines) {
                auto const line = processes[i]->line();
                ASSERT_TRUE(line);
                reported[i] = std::stoll(*line);
            }
        }
        for (auto const& one : processes) {
            one->send(SIGKILL);
        }
        for (std::size_t i = 0; i < 2; ++i) {
            while (auto const line = processes[i]->line()) {
                reported[i] = std::stoll(*line);
            }
            processes[i]->kill_and_reap();
        }
        auto const log = open_sqlite_log(folder.path()).value();
        for (std::size_t i = 0; i < 2; ++i) {
            auto const count = static_cast<offset>(expect_whole(*log, groups[i]));
            EXPECT_GE(count, reported[i] + 1) << "reported, but not there";
            EXPECT_LE(count, reported[i] + 2) << "one commit at most was under way";
        }
    }
}

TEST(SqliteProcess, PausedBeyondTheSessionTimeoutIsFenced) {
    temporary_folder const folder;
    auto const paused = writer("pause", folder, "g");
    ASSERT_EQ(paused->line(), "assigned");
    ASSERT_TRUE(paused->wait_until_stopped());

    auto const log = open_sqlite_log(folder.path()).value();
    token proof;
    auto const remember = [&proof](assignment const& given) { proof = given.token; };
    auto const successor =
        log->join({"g", "mail", milliseconds(60'000)}, {remember, nullptr}).value();
    auto const give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (proof.opaque.empty() && std::chrono::steady_clock::now() < give_up) {
        ASSERT_TRUE(successor->poll(1));
        std::this_thread::yield();
    }
    ASSERT_FALSE(proof.opaque.empty()) << "never took over";
    transaction const work{{{"result", 0, "k", {}, "successor"}}, {{"mail", 0, 9}}};
    ASSERT_EQ(successor->commit(work, proof).outcome, commit_outcome::ok);

    paused->send(SIGCONT);
    EXPECT_EQ(paused->line(), "fenced");
    EXPECT_THAT(values_of(*log, "mail", 0), testing::IsEmpty());
    EXPECT_THAT(values_of(*log, "result", 0), testing::ElementsAre("successor"));
    EXPECT_EQ(successor->committed(0).value(), 9);
}

TEST(SqliteProcess, OutOfSpaceAbortsAndGoesOnOnceThereIsRoom) {
    temporary_folder const folder;
    auto const process = writer("full", folder, "g");
    std::size_t reported = 0;
    auto line = process->line();
    for (; line && *line == std::to_string(reported); line = process->line()) {
        ++reported;
    }
    EXPECT_GT(reported, 0U);
    ASSERT_TRUE(line);
    EXPECT_THAT(*line, StartsWith("aborted "));
    EXPECT_THAT(*line, HasSubstr((folder.path() / "events.sqlite").string()));
    EXPECT_THAT(*line, testing::AnyOf(HasSubstr("File too large"), HasSubstr("no room left")));
    EXPECT_EQ(process->line(), "ok ");
    EXPECT_EQ(process->line(), std::nullopt);
    auto const log = open_sqlite_log(folder.path()).value();
    EXPECT_EQ(expect_whole(*log, "g"), reported + 1);
}

}  // namespace
}  // namespace mailsonde::eventlog::contract
