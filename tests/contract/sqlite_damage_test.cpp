#include "tests/contract/child_process.hpp"
#include "tests/contract/sqlite_case.hpp"

#include <gmock/gmock.h>

// What others did to the files of a log: at rest, and while it was in use.
namespace mailsonde::eventlog::contract {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

using SqliteDamage = sqlite_case;  // NOLINT(readability-identifier-naming): a suite's name

TEST_F(SqliteDamage, OfAnotherKindIsRefused) {
    write("This is no database, it is a letter. " + std::string(2'000, '.'));
    expect_refusal(eventlog_errc::foreign_file);
}

TEST_F(SqliteDamage, OfAnotherProgramIsRefused) {
    sql("CREATE TABLE invoice(number INTEGER)");
    expect_refusal(eventlog_errc::foreign_file);
    sql("PRAGMA application_id = 77; PRAGMA user_version = 1");
    expect_refusal(eventlog_errc::foreign_file);
}

TEST_F(SqliteDamage, OfANewerVersionIsRefused) {
    fill(1);
    sql("PRAGMA user_version = 2");
    expect_refusal(eventlog_errc::newer_schema);
    sql("PRAGMA user_version = 1");
    EXPECT_THAT(values_of(*open_log(), "mail", 0), testing::SizeIs(1));
}

TEST_F(SqliteDamage, WithOverwrittenPagesIsRefused) {
    fill(50);
    auto octets = contents();
    ASSERT_GT(octets.size(), 20U * 4'096U);
    octets.replace(10U * 4'096U, 4'096U * 5U, std::string(4'096U * 5U, '\x5a'));
    write(octets);
    expect_refusal(eventlog_errc::corrupt);
}

TEST_F(SqliteDamage, ThatWasCutOffIsRefused) {
    fill(50);
    write(contents().substr(0, 12U * 4'096U + 100));
    expect_refusal(eventlog_errc::corrupt);
}

TEST_F(SqliteDamage, WithoutOneOfItsTablesIsRefused) {
    fill(1);
    sql("DROP TABLE position");
    expect_refusal(eventlog_errc::corrupt);
}

TEST_F(SqliteDamage, KeepsAnUnreadableRecordFromLookingLikeAnEmptyOne) {
    fill(1);
    sql("UPDATE record SET headers = x'0000ffff'");
    auto const opened = open_log();
    auto const restored = opened->restore("mail", 0, 0);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, eventlog_errc::corrupt);
    EXPECT_THAT(restored.error().detail, HasSubstr("mail/0"));
}

TEST_F(SqliteDamage, ASchemaThatNeverExistedIsRefused) {
    fill(1);
    sql("PRAGMA user_version = 0");
    expect_refusal(eventlog_errc::corrupt);
}

TEST_F(SqliteDamage, AnEmptyFileIsANewLog) {
    write("");
    EXPECT_EQ(count_whole(), 0U);
}

TEST_F(SqliteDamage, AFileThatWasEmptiedOrRemovedWithoutItsWalIsRefused) {
    fill_and_crash(3);
    auto const whole = contents();
    write("");
    expect_refusal(eventlog_errc::corrupt);
    fs::remove(file());
    auto const refused = open_sqlite_log(folder.path(), options);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().detail, HasSubstr("events.sqlite-wal holds something"));
    EXPECT_FALSE(fs::exists(file())) << "nothing was put in its place";
    write(whole);
    EXPECT_EQ(count_whole(), 3U) << "put back";
}

TEST_F(SqliteDamage, ACutOffWalGivesTheCommitsThatWereWhole) {
    fill_and_crash(6);
    auto const file_then = contents();
    auto const wal_then = contents_of(wal());
    std::size_t least = 6;
    for (auto size = wal_then.size(); size > 5'000; size -= 4'999) {
        SCOPED_TRACE(size);
        write(file_then);
        write_to(wal(), wal_then.substr(0, size));
        fs::remove(folder.path() / "events.sqlite-shm");
        auto const count = count_whole();
        EXPECT_LE(count, least);
        least = count;
    }
    EXPECT_LT(least, 2U);
}

TEST_F(SqliteDamage, AWalWithAWrongOctetGivesTheCommitsBeforeIt) {
    fill_and_crash(6);
    auto const file_then = contents();
    auto const wal_then = contents_of(wal());
    for (std::size_t at = 5; at < wal_then.size(); at += 7'777) {
        SCOPED_TRACE(at);
        auto broken = wal_then;
        broken[at] = static_cast<char>(broken[at] ^ 0x10);
        write(file_then);
        write_to(wal(), broken);
        fs::remove(folder.path() / "events.sqlite-shm");
        EXPECT_LE(count_whole(), 6U);
    }
}

TEST_F(SqliteDamage, ANonsensicalWalIsPassedOver) {
    fill(3);
    write_to(wal(), std::string(100'000, '\x5a'));
    EXPECT_EQ(count_whole(), 3U);
}

TEST_F(SqliteDamage, AMissingOrNonsensicalIndexIsMadeAnew) {
    for (auto const missing : {true, false}) {
        fill_and_crash(4);
        auto const index = folder.path() / "events.sqlite-shm";
        missing ? static_cast<void>(fs::remove(index)) : write_to(index, std::string(32'768, 'Z'));
        EXPECT_EQ(count_whole(), 4U);
        for (auto const* const name : {"events.sqlite", "events.sqlite-wal", "events.sqlite-shm"}) {
            fs::remove(folder.path() / name);
        }
    }
}

TEST_F(SqliteDamage, OverwrittenPagesAreNoticedInUseAndItGoesOnOnceTheyAreBack) {
    auto const opened = open_log();
    fill(60);
    auto const one = join(*opened);
    sql("UPDATE topic SET retention_ms = retention_ms + 1; PRAGMA wal_checkpoint(TRUNCATE)");
    auto const whole = contents();
    ASSERT_GT(whole.size(), 20U * 4'096U);
    write(whole.substr(0, 4'096) + std::string(whole.size() - 4'096, '\x5a'));
    auto const restored = opened->restore("mail", 0, 0);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, eventlog_errc::corrupt);
    EXPECT_THAT(restored.error().detail, AllOf(HasSubstr(file().string()), HasSubstr("back-up")));
    transaction const work{{make_record(mail, 0, "k", "60")}, {{mail.name, 0, 61}}};
    EXPECT_EQ(one->commit(work), commit_outcome::aborted);
    EXPECT_THAT(one->detail(), AllOf(HasSubstr(file().string()), HasSubstr("back-up")));
    write(whole);
    EXPECT_EQ(one->commit(work), commit_outcome::ok);
    EXPECT_EQ(count_whole(), 61U);
}

TEST_F(SqliteDamage, AWalThatIsCutOffInUseIsNoticedAndItGoesOnOnceItIsBack) {
    auto const opened = open_log();
    fill(20);
    auto const one = join(*opened);
    auto const whole = contents_of(wal());
    fs::resize_file(wal(), 40);
    auto const restored = opened->restore("mail", 0, 0);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, eventlog_errc::io_failed);
    EXPECT_THAT(restored.error().detail, HasSubstr(file().string()));
    transaction const work{{make_record(mail, 0, "k", "20")}, {{mail.name, 0, 21}}};
    write_to(wal(), whole);
    EXPECT_EQ(one->commit(work), commit_outcome::ok);
    EXPECT_EQ(count_whole(), 21U);
}

TEST_F(SqliteDamage, FilesThatAreMovedAwayOrReplacedInUseStopEverythingUntilTheyAreBack) {
    auto const opened = open_log();
    auto const one = join(*opened);
    static_cast<void>(one->poll());
    EXPECT_EQ(values_of(*opened, "mail", 0).size(), 0U);
    offset next = 0;
    for (auto const* const name : {"events.sqlite", "events.sqlite-wal", "events.sqlite-shm"}) {
        for (auto const replaced : {false, true}) {
            SCOPED_TRACE(std::string(name) + (replaced ? " replaced" : " removed"));
            auto const path = folder.path() / name;
            auto const away = folder.path() / "away";
            fs::rename(path, away);
            if (replaced) {
                fs::copy_file(away, path);
            }
            auto const expected = AllOf(
                HasSubstr(path.string() + (replaced ? " was replaced" : " was removed")),
                HasSubstr("put it back")
            );
            auto const value = std::to_string(next);
            transaction const work{{make_record(mail, 0, "k", value)}, {{mail.name, 0, next + 1}}};
            EXPECT_EQ(one->commit(work), commit_outcome::aborted);
            EXPECT_THAT(one->detail(), expected);
            auto const polled = one->raw().poll(1);
            ASSERT_FALSE(polled);
            EXPECT_EQ(polled.error().code, eventlog_errc::io_failed);
            EXPECT_THAT(polled.error().detail, expected);
            EXPECT_THAT(opened->restore("mail", 0, 0).error().detail, expected);
            EXPECT_THAT(opened->ensure_topics({mail}).error().detail, expected);
            fs::rename(away, path);
            EXPECT_EQ(one->commit(work), commit_outcome::ok) << "under the same token";
            ++next;
        }
    }
    EXPECT_EQ(count_whole(), static_cast<std::size_t>(next));
}

/// What a user without the right to write is told.
std::string told_nobody(fs::path const& folder) {
    child_process nobody({MAILSONDE_CONTRACT_WRITER, "as-nobody", folder.string(), "g"});
    return nobody.line().value_or("nothing");
}

TEST_F(SqliteDamage, AFolderOrFileThatMayNotBeWrittenIsNamed) {
    using perms = fs::perms;
    auto const readable = perms::owner_read | perms::owner_exec | perms::group_read |
                          perms::group_exec | perms::others_read | perms::others_exec;
    fs::permissions(folder.path(), readable);
    EXPECT_THAT(
        told_nobody(folder.path()),
        AllOf(HasSubstr(file().string()), HasSubstr("Permission denied"))
    ) << "nothing there yet";
    fs::permissions(folder.path(), readable | perms::owner_write);
    fill(1);
    EXPECT_THAT(
        told_nobody(folder.path()), AllOf(HasSubstr(file().string()), HasSubstr("permissions"))
    );
    fs::permissions(file(), perms::owner_read | perms::group_read | perms::others_read);
    EXPECT_THAT(
        told_nobody(folder.path()), AllOf(HasSubstr(file().string()), HasSubstr("permissions"))
    ) << "may be read only";
    EXPECT_EQ(count_whole(), 1U);
}

}  // namespace
}  // namespace mailsonde::eventlog::contract
