#include "tests/contract/sqlite_case.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>

namespace mailsonde::eventlog::contract {

namespace fs = std::filesystem;

std::string contents_of(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_to(fs::path const& path, std::string const& octets) {
    std::ofstream(path, std::ios::binary) << octets;
}

std::unique_ptr<log> sqlite_case::open_log() {
    auto opened = open_sqlite_log(folder.path(), options).value();
    opened->ensure_topics({mail, state, results}).value();
    return opened;
}

std::unique_ptr<test_member> sqlite_case::join(log& at, std::string const& name) {
    auto made =
        std::make_unique<test_member>(at, name, journal, group_options{"group-mail", "mail"});
    static_cast<void>(made->poll());
    return made;
}

void sqlite_case::commit_numbered(int count) {
    auto const opened = open_log();
    auto const one = join(*opened);
    for (auto i = 0; i < count; ++i) {
        auto const value = std::to_string(i) + std::string(2'000, '.');
        transaction const work{{make_record(mail, 0, "k", value)}, {{mail.name, 0, i + 1}}};
        ASSERT_EQ(one->commit(work), commit_outcome::ok);
    }
}

void sqlite_case::fill(int count) {
    commit_numbered(count);
}

void sqlite_case::fill_and_crash(int count) {
    auto opened = open_log();  // keeps the -wal from being moved to the file at the end
    commit_numbered(count);
    auto const file_then = contents();
    auto const wal_then = contents_of(wal());
    ASSERT_FALSE(wal_then.empty());
    // A process that has it open must not see what follows: this one lets go first.
    opened.reset();
    write(file_then);
    write_to(wal(), wal_then);
}

std::size_t sqlite_case::count_whole() {
    auto const opened = open_log();
    auto const found = values_of(*opened, "mail", 0);
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(std::stoul(found[i]), i);
    }
    auto const reader = opened->join({"group-mail", "mail"}, {}).value();
    EXPECT_EQ(reader->committed(0).value().value_or(0), static_cast<offset>(found.size()));
    return found.size();
}

void sqlite_case::sql(std::string const& text) const {
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(raw, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(raw);
    sqlite3_close(raw);
}

std::int64_t sqlite_case::count(std::string const& query) const {
    sqlite3* raw = nullptr;
    sqlite3_stmt* made = nullptr;
    EXPECT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
    EXPECT_EQ(sqlite3_prepare_v2(raw, query.c_str(), -1, &made, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_step(made), SQLITE_ROW) << sqlite3_errmsg(raw);
    auto const found = sqlite3_column_int64(made, 0);
    sqlite3_finalize(made);
    sqlite3_close(raw);
    return found;
}

void sqlite_case::expect_refusal(eventlog_errc reason) {
    auto const before = contents();
    auto const wal_before = contents_of(wal());
    auto const opened = open_sqlite_log(folder.path(), options);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, reason) << opened.error().text();
    EXPECT_THAT(opened.error().detail, testing::HasSubstr(file().string()));
    EXPECT_EQ(contents(), before);
    EXPECT_EQ(contents_of(wal()), wal_before);
}

}  // namespace mailsonde::eventlog::contract
