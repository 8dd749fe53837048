#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "tests/contract/contract_test.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <thread>

namespace mailsonde::eventlog::contract {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class SqliteFile : public testing::Test {  // NOLINT(readability-identifier-naming): a suite
protected:
    [[nodiscard]] fs::path file() const { return folder.path() / "events.sqlite"; }

    [[nodiscard]] std::unique_ptr<log> open_log() {
        auto opened = open_sqlite_log(folder.path(), options).value();
        opened->ensure_topics({mail, state, results}).value();
        return opened;
    }

    [[nodiscard]] std::unique_ptr<test_member> join(log& at, std::string const& name = "a") {
        auto made =
            std::make_unique<test_member>(at, name, journal, group_options{"group-mail", "mail"});
        static_cast<void>(made->poll());
        return made;
    }

    /// A log with `count` records of half a page each; closed again.
    void fill(int count) {
        auto const opened = open_log();
        auto const one = join(*opened);
        for (auto i = 0; i < count; ++i) {
            transaction const work{{make_record(mail, 0, "k", std::string(2'000, 'x'))}, {}};
            ASSERT_EQ(one->commit(work), commit_outcome::ok);
        }
    }

    void sql(std::string const& text) const {
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(raw, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(raw);
        sqlite3_close(raw);
    }

    [[nodiscard]] std::string contents() const {
        std::ifstream in(file(), std::ios::binary);
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }

    void write(std::string const& octets) const {
        std::ofstream(file(), std::ios::binary) << octets;
    }

    /// It must not open, for this reason, naming the file, and leave it alone.
    void expect_refusal(eventlog_errc reason) {
        auto const before = contents();
        auto const opened = open_sqlite_log(folder.path(), options);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, reason) << opened.error().text();
        EXPECT_THAT(opened.error().detail, HasSubstr(file().string()));
        EXPECT_EQ(contents(), before);
    }

    temporary_folder folder;
    manual_clock clock;
    sqlite_options options{clock.view(), milliseconds(5'000), "boot-1"};
    std::vector<std::string> journal;
};

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

TEST_F(SqliteFile, OfAnotherKindIsRefused) {
    write("This is no database, it is a letter. " + std::string(2'000, '.'));
    expect_refusal(eventlog_errc::foreign_file);
}

TEST_F(SqliteFile, OfAnotherProgramIsRefused) {
    sql("CREATE TABLE invoice(number INTEGER)");
    expect_refusal(eventlog_errc::foreign_file);
    sql("PRAGMA application_id = 77; PRAGMA user_version = 1");
    expect_refusal(eventlog_errc::foreign_file);
}

TEST_F(SqliteFile, OfANewerVersionIsRefused) {
    fill(1);
    sql("PRAGMA user_version = 2");
    expect_refusal(eventlog_errc::newer_schema);
    sql("PRAGMA user_version = 1");
    EXPECT_THAT(values_of(*open_log(), "mail", 0), testing::SizeIs(1));
}

TEST_F(SqliteFile, WithOverwrittenPagesIsRefused) {
    fill(50);
    auto octets = contents();
    ASSERT_GT(octets.size(), 20U * 4'096U);
    octets.replace(10U * 4'096U, 4'096U * 5U, std::string(4'096U * 5U, '\x5a'));
    write(octets);
    expect_refusal(eventlog_errc::corrupt);
}

TEST_F(SqliteFile, ThatWasCutOffIsRefused) {
    fill(50);
    write(contents().substr(0, 12U * 4'096U + 100));
    expect_refusal(eventlog_errc::corrupt);
}

TEST_F(SqliteFile, WithoutOneOfItsTablesIsRefused) {
    fill(1);
    sql("DROP TABLE position");
    expect_refusal(eventlog_errc::corrupt);
}

TEST_F(SqliteFile, KeepsAnUnreadableRecordFromLookingLikeAnEmptyOne) {
    fill(1);
    sql("UPDATE record SET headers = x'0000ffff'");
    auto const opened = open_log();
    auto const restored = opened->restore("mail", 0, 0);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, eventlog_errc::corrupt);
    EXPECT_THAT(restored.error().detail, HasSubstr("mail/0"));
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
    EXPECT_THAT(one->detail(), HasSubstr("another process"));
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
