#include "tests/contract/sqlite_case.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

// How big the files get, and that cleaning them up keeps nobody from writing.
namespace mailsonde::eventlog::contract {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

using SqliteSize = sqlite_case;  // NOLINT(readability-identifier-naming): a suite's name

/// Pages are moved from the -wal to the file once there are 1,000 of them.
constexpr std::uintmax_t usual_wal = 6'000'000;
/// What of the -wal is kept for later use.
constexpr std::uintmax_t kept_wal = 16'777'216;

transaction work_of(int number) {
    auto const key = "k" + std::to_string(number % 50);
    auto const value = std::string(700, 'x');
    return {
        {make_record(mail, number % 4, key, value),
         make_record(state, number % 4, key, value),
         make_record(state, number % 4, key, std::nullopt)},
        {{mail.name, number % 4, number}}
    };
}

TEST_F(SqliteSize, IsBoundedHoweverLongItRuns) {
    auto const opened = open_log();
    auto const one = join(*opened);
    auto const elsewhere = open_log();
    std::vector<std::string> ignored;
    test_member reader(*elsewhere, "r", ignored, {"readers", "mail"});
    std::uintmax_t settled = 0;
    std::uintmax_t biggest_wal = 0;
    for (auto number = 0; number < 8'000; ++number) {
        ASSERT_EQ(one->commit(work_of(number)), commit_outcome::ok);
        static_cast<void>(one->poll());
        static_cast<void>(reader.poll());
        if (number % 500 == 499) {
            clock.advance(mail.retention / 2);
            static_cast<void>(one->poll());
            static_cast<void>(reader.poll());
            ASSERT_TRUE(opened->clean_up());
            biggest_wal = std::max(biggest_wal, fs::file_size(wal()));
        }
        if (number == 3'000) {
            settled = fs::file_size(file());
        }
    }
    EXPECT_GT(settled, 500'000U);
    EXPECT_LE(fs::file_size(file()), settled + settled / 10) << "freed pages are used again";
    EXPECT_LT(biggest_wal, usual_wal) << "two who poll don't keep the -wal from starting over";
}

TEST_F(SqliteSize, TheWalShrinksAgainAfterALongReader) {
    auto const opened = open_log();
    auto const one = join(*opened);
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
    auto const sql = [raw](char const* text) {
        return sqlite3_exec(raw, text, nullptr, nullptr, nullptr);
    };
    ASSERT_EQ(sql("BEGIN; SELECT count(*) FROM record"), SQLITE_OK);
    transaction const big{{make_record(mail, 0, "k", std::string(1'000'000, 'x'))}, {}};
    for (auto i = 0; i < 24; ++i) {
        ASSERT_EQ(one->commit(big), commit_outcome::ok);
    }
    EXPECT_GT(fs::file_size(wal()), kept_wal) << "nothing can be moved that somebody still reads";
    ASSERT_EQ(sql("COMMIT"), SQLITE_OK);
    sqlite3_close(raw);
    for (auto i = 0; i < 3; ++i) {
        ASSERT_EQ(one->commit(work_of(i)), commit_outcome::ok);
    }
    EXPECT_LE(fs::file_size(wal()), kept_wal);
}

TEST_F(SqliteSize, OthersCommitWhileItIsCleanedUp) {
    constexpr auto doomed = 60'000;
    constexpr auto step = 500;
    auto const opened = open_log();
    auto const one = join(*opened);
    transaction superseded;
    for (auto i = 0; i < doomed; ++i) {
        superseded.appends.push_back(make_record(state, 0, "k", "some value"));
    }
    ASSERT_EQ(one->commit(superseded), commit_outcome::ok);
    auto const elsewhere = open_log();
    std::atomic<bool> done = false;
    std::atomic<bool> good = false;
    std::jthread cleaner([&] {
        good = elsewhere->clean_up().has_value();
        done = true;
    });
    auto committed = 0;
    std::set<std::int64_t> left;  // after commits in the middle of it
    while (!done) {
        auto const work = transaction{{make_record(results, 0, "k", "x")}, {}};
        ASSERT_EQ(one->commit(work), commit_outcome::ok) << one->detail();
        EXPECT_TRUE(elsewhere->restore("mail", 0, 0)) << "nor does it keep readers waiting";
        auto const now = count("SELECT count(*) FROM record") - ++committed;
        if (now > step && now < doomed - step) {
            left.insert(now);
        }
    }
    cleaner.join();
    EXPECT_TRUE(good);
    EXPECT_GE(left.size(), 5U) << "of " << committed << " commits";
    EXPECT_THAT(values_of(*opened, "state", 0), testing::ElementsAre("some value"));
}

}  // namespace
}  // namespace mailsonde::eventlog::contract
