#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "tests/contract/sqlite_case.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <sys/stat.h>

#include <thread>

namespace mailsonde::eventlog::contract {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

using SqliteFile = sqlite_case;  // NOLINT(readability-identifier-naming): a suite's name

unsigned mode_of(fs::path const& path) {
    struct stat found{};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 07777U;
}

TEST_F(SqliteFile, SurvivesReopening) {
    {
        auto const opened = open_log();
        auto const one = join(*opened);
        transaction const work{{make_record(state, 1, "k", "kept")}, {{mail.name, 2, 7}}};
        ASSERT_EQ(one->commit(work), commit_outcome::ok);
    }
    auto const again = open_log();
    EXPECT_THAT(values_of(*again, "state", 1), ElementsAre("kept"));
    auto const one = join(*again);
    EXPECT_EQ(one->raw().committed(2).value(), 7);
    ASSERT_EQ(one->commit({{make_record(state, 1, "k", "next")}, {}}), commit_outcome::ok);
    EXPECT_THAT(values_of(*again, "state", 1), ElementsAre("kept", "next"));
}

TEST_F(SqliteFile, AndItsFolderAreForTheOwnerOnly) {
    auto const deep = folder.path() / "new" / "deep";
    auto const opened = open_sqlite_log(deep).value();
    opened->ensure_topics({mail}).value();
    EXPECT_EQ(mode_of(deep), 0700U);
    EXPECT_EQ(mode_of(deep.parent_path()), 0700U);
    EXPECT_EQ(mode_of(deep / "events.sqlite"), 0600U);
    EXPECT_EQ(mode_of(deep / "events.sqlite-wal"), 0600U);
    EXPECT_EQ(mode_of(deep / "events.sqlite-shm"), 0600U);
}

TEST_F(SqliteFile, MayBeNamedItself) {
    for (auto const* const name : {"log.sqlite", "sub/log.db"}) {
        auto const path = folder.path() / name;
        ASSERT_TRUE(open_sqlite_log(path));
        EXPECT_TRUE(fs::is_regular_file(path));
        EXPECT_TRUE(open_sqlite_log(path)) << "again, now that it exists";
    }
}

TEST_F(SqliteFile, ThatCannotBeCreatedIsNamed) {
    write("a file where a folder should be");
    for (auto const& path : {file() / "sub", fs::path("/proc/mailsonde/data")}) {
        auto const opened = open_sqlite_log(path);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, eventlog_errc::io_failed);
        EXPECT_THAT(opened.error().detail, HasSubstr(path.parent_path().string()));
    }
    fs::create_directory(folder.path() / "x.sqlite");
    fs::create_directory(folder.path() / "x.sqlite" / "events.sqlite");
    EXPECT_EQ(open_sqlite_log(folder.path() / "x.sqlite").error().code, eventlog_errc::io_failed)
        << "a folder in the file's place";
}

TEST_F(SqliteFile, LeasesEndWithTheBoot) {
    auto const opened = open_log();
    auto const dead = join(*opened);
    // The new boot's clock begins anew, far below the lease that was written.
    clock.since_boot = milliseconds(5'000);
    options.boot_id = "boot-2";
    auto const after = open_log();
    auto const two = join(*after, "b");
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3", "b+0,1,2,3"));
    EXPECT_EQ(two->commit({}), commit_outcome::ok);
    EXPECT_EQ(dead->commit({}), commit_outcome::fenced);
    journal.clear();
}

TEST_F(SqliteFile, HeldByAnotherWriterAbortsACommit) {
    options.busy_timeout = milliseconds(0);
    auto const opened = open_log();
    auto const one = join(*opened);
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(raw, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    transaction const work{{make_record(mail, 0, "k", "x")}, {}};
    EXPECT_EQ(one->commit(work), commit_outcome::aborted);
    EXPECT_THAT(one->detail(), HasSubstr("another process is writing"));
    EXPECT_EQ(opened->ensure_topics({mail}).error().code, eventlog_errc::busy);
    EXPECT_TRUE(opened->restore("mail", 0, 0)) << "readers don't wait";
    EXPECT_THAT(one->poll(), testing::IsEmpty());
    ASSERT_EQ(sqlite3_exec(raw, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(raw);
    EXPECT_EQ(one->commit(work), commit_outcome::ok);
    EXPECT_THAT(values_of(one->poll()), ElementsAre("x"));
}

TEST_F(SqliteFile, HeldByAnotherWriterDelaysAMembershipChangeOnly) {
    options.busy_timeout = milliseconds(0);
    auto const opened = open_log();
    auto const one = join(*opened);
    auto const two =
        std::make_unique<test_member>(*opened, "b", journal, group_options{"group-mail", "mail"});
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(raw, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_EQ(one->raw().poll(1).error().code, eventlog_errc::busy);
    EXPECT_EQ(one->raw().poll(1).error().code, eventlog_errc::busy);
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3", "a-0,1,2,3")) << "told once";
    EXPECT_EQ(one->commit({}), commit_outcome::fenced);
    ASSERT_EQ(sqlite3_exec(raw, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(raw);
    static_cast<void>(one->poll());
    static_cast<void>(two->poll());
    static_cast<void>(one->poll());
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3", "a-0,1,2,3", "b+2,3", "a+0,1"));
}

TEST_F(SqliteFile, MayBeCreatedByManyAtOnce) {
    for (auto round = 0; round < 10; ++round) {
        auto const path = folder.path() / std::to_string(round);
        std::vector<std::thread> threads;
        std::array<std::string, 6> problems;
        for (auto& problem : problems) {
            threads.emplace_back([this, &path, &problem] {
                auto const opened = open_sqlite_log(path, options);
                auto const made =
                    opened ? (*opened)->ensure_topics({mail, state}) : result<void>(opened.error());
                problem = made ? "" : made.error().text();
            });
        }
        for (auto& one : threads) {
            one.join();
        }
        EXPECT_THAT(problems, testing::Each(""));
    }
}

TEST_F(SqliteFile, TakesMembersOnDifferentThreads) {
    auto const opened = open_log();
    constexpr auto each = 50;
    std::vector<std::thread> threads;
    std::array<int, 4> done{};
    for (std::size_t i = 0; i < done.size(); ++i) {
        threads.emplace_back([&opened, &count = done[i], i] {
            token proof;
            auto const remember = [&proof](assignment const& given) { proof = given.token; };
            group_options const group{"g" + std::to_string(i), "mail"};
            auto const one = opened->join(group, {remember, nullptr}).value();
            static_cast<void>(one->poll(1).value());
            for (auto n = 0; n < each; ++n) {
                auto const value = std::to_string(i) + "/" + std::to_string(n);
                transaction const work{{make_record(mail, 0, "k", value)}, {}};
                count += one->commit(work, proof).outcome == commit_outcome::ok ? 1 : 0;
                static_cast<void>(opened->restore("mail", 0, 0).value());
            }
        });
    }
    for (auto& one : threads) {
        one.join();
    }
    EXPECT_THAT(done, testing::Each(each));
    EXPECT_THAT(values_of(*opened, "mail", 0), testing::SizeIs(each * done.size()));
}

}  // namespace
}  // namespace mailsonde::eventlog::contract
