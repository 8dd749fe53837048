#pragma once

#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "tests/contract/contract_test.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::eventlog::contract {

[[nodiscard]] std::string contents_of(std::filesystem::path const& path);
void write_to(std::filesystem::path const& path, std::string const& octets);

/// A log in a file of its own, and ways to do to the file what nobody should.
class sqlite_case : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path file() const { return folder.path() / "events.sqlite"; }

    [[nodiscard]] std::filesystem::path wal() const { return folder.path() / "events.sqlite-wal"; }

    [[nodiscard]] std::unique_ptr<log> open_log();
    /// Assigned everything.
    [[nodiscard]] std::unique_ptr<test_member> join(log& at, std::string const& name = "a");

    /// A log with `count` records of half a page each, numbered from 0, and the position behind
    /// them; closed again.
    void fill(int count);
    /// The same, but as a killed process leaves it: much of it is in the -wal only.
    void fill_and_crash(int count);
    /// How many of these records there are; the position must say the same.
    [[nodiscard]] std::size_t count_whole();

    void sql(std::string const& text) const;
    /// The first column of the first row.
    [[nodiscard]] std::int64_t count(std::string const& query) const;

    [[nodiscard]] std::string contents() const { return contents_of(file()); }

    void write(std::string const& octets) const { write_to(file(), octets); }

    /// It must not open, for this reason, naming the file, and leave it and its -wal alone.
    void expect_refusal(eventlog_errc reason);

    temporary_folder folder;
    manual_clock clock;
    sqlite_options options{clock.view(), milliseconds(5'000), "boot-1"};
    std::vector<std::string> journal;

private:
    void commit_numbered(int count);
};

}  // namespace mailsonde::eventlog::contract
