#include "shared/eventlog/sqlite_handle.hpp"

#include "shared/core/text.hpp"

#include <algorithm>
#include <limits>

namespace mailsonde::eventlog::sqlite {
namespace {

eventlog_errc classify(int extended) {
    switch (extended & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return eventlog_errc::busy;
        case SQLITE_FULL:
            return eventlog_errc::full;
        case SQLITE_NOTADB:
            return eventlog_errc::foreign_file;
        case SQLITE_CORRUPT:
        case SQLITE_ERROR:  // a table or column that must be there isn't
        case SQLITE_MISMATCH:
        case SQLITE_CONSTRAINT:
            return eventlog_errc::corrupt;
        default:
            return eventlog_errc::io_failed;
    }
}

/// Why the system refused, 0 if that isn't known. Of a failed COMMIT SQLite itself doesn't tell:
/// what failed then was mostly a write to the -wal.
int reason_of(sqlite3* db) {
    auto reason = sqlite3_system_errno(db);
    sqlite3_file* wal = nullptr;
    auto* const out = static_cast<void*>(&wal);
    auto const is_there =
        reason == 0 && (sqlite3_extended_errcode(db) & 0xFF) == SQLITE_IOERR &&
        sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, out) == SQLITE_OK;
    if (is_there && wal != nullptr && wal->pMethods != nullptr) {
        wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &reason);
    }
    return reason;
}

}  // namespace

std::string_view advice(eventlog_errc error) {
    switch (error) {
        case eventlog_errc::full:
            return "; make room on the file system";
        case eventlog_errc::corrupt:
            return "; stop everything that uses it, keep a copy of it together with its -wal file, "
                   "then put a back-up in its place or remove both to begin anew";
        case eventlog_errc::foreign_file:
            return "; it was not touched: move it away or use another folder";
        case eventlog_errc::io_failed:
            return "; check the disk, the permissions of file and folder, and that it isn't on a "
                   "network file system";
        case eventlog_errc::busy:
            return "; another process is writing to it or holds its lock: wait, or end the one "
                   "that `fuser` names";
        default:
            return "";
    }
}

result<std::unique_ptr<connection>> connection::open(
    std::filesystem::path const& file, milliseconds busy_timeout
) {
    sqlite3* handle = nullptr;
    auto const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    auto const rc = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    // A handle is given even when opening failed, to ask it for the reason.
    std::unique_ptr<connection> made(new connection(handle, file));
    if (rc != SQLITE_OK) {
        return made->failed("opening it");
    }
    auto const longest = milliseconds(std::numeric_limits<int>::max());
    auto const timeout = std::clamp(busy_timeout, milliseconds(0), longest);
    sqlite3_busy_timeout(handle, static_cast<int>(timeout.count()));
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return made;
}

result<void> connection::execute(char const* sql) {
    if (sqlite3_exec(raw(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        return failed("executing a statement");
    }
    return {};
}

result<void> connection::run(statement_handle& kept, char const* sql) {
    if (!kept) {
        sqlite3_stmt* made = nullptr;
        sqlite3_prepare_v3(raw(), sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        kept.reset(made);
    }
    if (!kept || sqlite3_step(kept.get()) != SQLITE_DONE) {
        auto why = failed("executing a statement");
        sqlite3_reset(kept.get());  // last_error stays: a reset says again what the step failed of
        return why;
    }
    sqlite3_reset(kept.get());
    return {};
}

result<std::int64_t> connection::number(char const* sql) {
    statement once(*this, sql);
    auto const bound = once.bind();
    auto const row = bound ? once.step() : result<bool>(bound.error());
    if (!row) {
        return row.error();
    }
    return *row ? once.number(0) : 0;
}

failure connection::failed(std::string_view doing) const {
    auto const code = classify(last_error());
    auto detail = file_.string() + ": " + std::string(doing) + ": " + sqlite3_errmsg(raw());
    if (auto const reason = reason_of(raw()); reason != 0 && code == eventlog_errc::io_failed) {
        detail += " (" + std::generic_category().message(reason) + ")";
    }
    if (code == eventlog_errc::corrupt) {
        // What was read wrong once must not be taken for the file for ever.
        sqlite3_db_release_memory(raw());
    }
    return fail(code, sanitised(detail + std::string(advice(code)), 1024));
}

result<void> statement::prepare() {
    if (handle_) {
        reset();
        return {};
    }
    sqlite3_stmt* made = nullptr;
    auto const rc =
        sqlite3_prepare_v3(at_->raw(), sql_, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    handle_.reset(made);
    return rc == SQLITE_OK ? result<void>() : result<void>(at_->failed("preparing a statement"));
}

result<bool> statement::step() {
    switch (sqlite3_step(handle_.get())) {
        case SQLITE_ROW:
            return true;
        case SQLITE_DONE:
            return false;
        default:
            return at_->failed("reading or writing");
    }
}

void statement::reset() {
    if (handle_) {
        sqlite3_reset(handle_.get());
        sqlite3_clear_bindings(handle_.get());
    }
}

std::int64_t statement::number(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}

std::optional<std::string> statement::octets(int column) const {
    if (sqlite3_column_type(handle_.get(), column) == SQLITE_NULL) {
        return std::nullopt;
    }
    auto const* const begin = static_cast<char const*>(sqlite3_column_blob(handle_.get(), column));
    auto const size = sqlite3_column_bytes(handle_.get(), column);
    return size > 0 ? std::string(begin, static_cast<std::size_t>(size)) : std::string();
}

int statement::bind_one(int index, std::int64_t value) {
    return sqlite3_bind_int64(handle_.get(), index, value);
}

int statement::bind_one(int index, std::string const& text) {
    return sqlite3_bind_text64(
        handle_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8
    );
}

int statement::bind_one(int index, blob value) {
    if (!value.octets) {
        return sqlite3_bind_null(handle_.get(), index);
    }
    if (value.octets->empty()) {
        return sqlite3_bind_zeroblob(handle_.get(), index, 0);  // a null pointer would be NULL
    }
    return sqlite3_bind_blob64(
        handle_.get(), index, value.octets->data(), value.octets->size(), SQLITE_STATIC
    );
}

result<std::unique_ptr<write_transaction>> write_transaction::begin(connection& at) {
    auto const begun = at.begin_writing();
    if (!begun) {
        return begun.error();
    }
    std::unique_ptr<write_transaction> made(new write_transaction(at));
    auto const in_place = at.check_files();
    return in_place ? result<std::unique_ptr<write_transaction>>(std::move(made))
                    : in_place.error();
}

write_transaction::~write_transaction() {
    if (at_->in_transaction()) {
        // Can't leave anything behind: without a commit frame in the WAL nothing counts.
        static_cast<void>(at_->roll_back());
    }
}

result<void> write_transaction::commit() {
    if (auto done = at_->commit(); !done) {
        // What failed to be written is the commit frame or lies before it, and the WAL ends before
        // a frame that isn't whole. After a failed sync, though, the frame may be on the disk.
        auto const error = at_->last_error();
        surely_undone_ = (error & 0xFF) == SQLITE_BUSY || (error & 0xFF) == SQLITE_FULL ||
                         error == SQLITE_IOERR_WRITE;
        return done;
    }
    return {};
}

}  // namespace mailsonde::eventlog::sqlite
