#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_file.hpp"

#include <filesystem>
#include <string>
#include <system_error>

namespace mailsonde::eventlog::sqlite {
namespace {

constexpr auto application_id = 0x4d736e64;  // "Msnd"
constexpr auto schema_version = 1;
constexpr auto table_count = 6;
/// A bigger file isn't read as a whole at every start; damage then shows when it is met.
constexpr std::uintmax_t most_checked = 67'108'864;

/// `record` has row ids: without them a row of more than 1,002 octets takes a page of its own
/// beside that of its key, and most events are bigger.
constexpr auto const* schema = R"(
CREATE TABLE topic(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,
    compacted INTEGER NOT NULL, retention_ms INTEGER NOT NULL) STRICT;
CREATE TABLE topic_partition(
    topic INTEGER NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL,
    PRIMARY KEY(topic, partition)) STRICT, WITHOUT ROWID;
CREATE TABLE record(
    topic INTEGER NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
    committed_at_ms INTEGER NOT NULL, key BLOB, headers BLOB NOT NULL, value BLOB,
    PRIMARY KEY(topic, partition, offset)) STRICT;
CREATE TABLE member_group(
    name TEXT PRIMARY KEY, topic INTEGER NOT NULL, generation INTEGER NOT NULL,
    next_member INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE group_member(
    member_group TEXT NOT NULL, id INTEGER NOT NULL, acknowledged INTEGER NOT NULL,
    lease_until_ms INTEGER NOT NULL, boot_id TEXT NOT NULL,
    PRIMARY KEY(member_group, id)) STRICT, WITHOUT ROWID;
CREATE TABLE position(
    member_group TEXT NOT NULL, topic INTEGER NOT NULL, partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    PRIMARY KEY(member_group, topic, partition)) STRICT, WITHOUT ROWID;
PRAGMA application_id = 1299410532;
PRAGMA user_version = 1;
)";
static_assert(application_id == 1'299'410'532 && schema_version == 1, "as the schema says");

enum class contents : std::uint8_t { empty, ours };

failure damaged(connection const& at, std::string const& found) {
    return fail(
        eventlog_errc::corrupt,
        sanitised(
            at.file().string() + ": " + found + std::string(advice(eventlog_errc::corrupt)), 1024
        )
    );
}

/// Within a transaction: the answers must be of one moment, while another process creates the
/// tables.
result<contents> look_inside(connection& at) {
    auto const application = at.number("PRAGMA application_id");
    auto const version = application ? at.number("PRAGMA user_version") : application;
    auto const objects = version ? at.number("SELECT count(*) FROM sqlite_schema") : version;
    if (!objects) {
        return objects.error();
    }
    auto const file = at.file().string();
    if (*application == 0 && *version == 0 && *objects == 0) {
        return contents::empty;
    }
    if (*application != application_id) {
        return fail(
            eventlog_errc::foreign_file,
            file +
                ": an SQLite file of some other program; it was not touched: move it away or "
                "use another folder"
        );
    }
    if (*version > schema_version) {
        return fail(
            eventlog_errc::newer_schema,
            file + ": has schema " + std::to_string(*version) + ", this program knows " +
                std::to_string(schema_version) + "; use the newer program or another folder"
        );
    }
    if (*version < 1) {
        return damaged(at, "has schema " + std::to_string(*version) + ", which never existed");
    }
    return contents::ours;
}

result<void> create_tables(connection& at) {
    auto lock = write_transaction::begin(at);
    if (!lock) {
        return lock.error();
    }
    // Another process may have been faster.
    auto const inside = look_inside(at);
    if (!inside) {
        return inside.error();
    }
    if (*inside == contents::ours) {
        return {};
    }
    if (auto const created = at.execute(schema); !created) {
        return created.error();
    }
    return (*lock)->commit();
}

result<void> check_integrity(connection& at) {
    auto const tables = at.number(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('topic',"
        " 'topic_partition', 'record', 'member_group', 'group_member', 'position')"
    );
    if (!tables) {
        return tables.error();
    }
    if (*tables != table_count) {
        return damaged(at, "tables are missing");
    }
    std::error_code error;
    auto const size = std::filesystem::file_size(at.file(), error);
    if (error || size > most_checked) {
        return {};
    }
    statement check(at, "PRAGMA quick_check(1)");
    auto const bound = check.bind();
    auto const row = bound ? check.step() : result<bool>(bound.error());
    if (!row) {
        return row.error();
    }
    auto const found = check.octets(0).value_or("");
    return found == "ok" ? result<void>() : result<void>(damaged(at, found));
}

result<std::string> journal_mode(connection& at) {
    statement wal(at, "PRAGMA journal_mode = WAL");
    auto const bound = wal.bind();
    auto const row = bound ? wal.step() : result<bool>(bound.error());
    return row ? result<std::string>(wal.octets(0).value_or("")) : row.error();
}

result<void> use_write_ahead_log(connection& at, milliseconds busy_timeout) {
    constexpr auto pause = milliseconds(5);
    auto mode = journal_mode(at);
    // SQLite itself doesn't wait here when two processes open a new file at the same time.
    for (auto waited = milliseconds(0);
         !mode && mode.error().code == eventlog_errc::busy && waited < busy_timeout;
         waited += pause) {
        sqlite3_sleep(static_cast<int>(pause.count()));
        mode = journal_mode(at);
    }
    if (!mode) {
        return mode.error();
    }
    if (*mode != "wal") {
        return fail(
            eventlog_errc::io_failed,
            at.file().string() + ": the file system allows no write-ahead log; use a local disk"
        );
    }
    return {};
}

}  // namespace

result<void> prepare_schema(connection& at, milliseconds busy_timeout) {
    if (auto begun = at.begin(); !begun) {
        return begun;
    }
    auto const inside = look_inside(at);
    auto ended = at.commit();
    if (!inside || !ended) {
        return inside ? ended : result<void>(inside.error());
    }
    if (auto switched = use_write_ahead_log(at, busy_timeout); !switched) {
        return switched;
    }
    return *inside == contents::empty ? create_tables(at) : check_integrity(at);
}

}  // namespace mailsonde::eventlog::sqlite
