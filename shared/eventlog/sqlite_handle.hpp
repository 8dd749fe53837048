#pragma once

// Included by this library's .cpp files only (through its other private headers): SQLite stays
// inside.

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_identity.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Owners for what the C interface of SQLite hands out; only the sqlite_*.cpp files include this.
namespace mailsonde::eventlog::sqlite {

/// What an administrator can do about it, to be put behind the detail of a failure; may be empty.
[[nodiscard]] std::string_view advice(eventlog_errc error);

struct finaliser {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
};

using statement_handle = std::unique_ptr<sqlite3_stmt, finaliser>;

/// One connection; used by one thread at a time.
class connection {
public:
    /// The file must exist.
    static result<std::unique_ptr<connection>> open(
        std::filesystem::path const& file, milliseconds busy_timeout
    );

    [[nodiscard]] sqlite3* raw() const { return handle_.get(); }

    [[nodiscard]] std::filesystem::path const& file() const { return file_; }

    /// SQLite leaves a transaction by itself after some errors.
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(raw()) == 0; }

    /// Runs statements that return nothing of interest.
    [[nodiscard]] result<void> execute(char const* sql);

    // Of every transaction, hence prepared once.
    [[nodiscard]] result<void> begin() { return run(begin_, "BEGIN"); }

    [[nodiscard]] result<void> begin_writing() { return run(begin_writing_, "BEGIN IMMEDIATE"); }

    [[nodiscard]] result<void> commit() { return run(commit_, "COMMIT"); }

    [[nodiscard]] result<void> roll_back() { return run(roll_back_, "ROLLBACK"); }

    /// Whether the files are still those that it reads and writes; once it has read.
    [[nodiscard]] result<void> check_files() { return identity_.check(); }

    /// The first column of the first row, 0 if there is none.
    [[nodiscard]] result<std::int64_t> number(char const* sql);

    /// What the last call on this connection failed of, as a code of ours and a text with the file
    /// and what to do.
    [[nodiscard]] failure failed(std::string_view doing) const;

    [[nodiscard]] int last_error() const { return sqlite3_extended_errcode(raw()); }

private:
    struct closer {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };

    connection(sqlite3* handle, std::filesystem::path file)
        : handle_(handle), file_(std::move(file)), identity_(file_) {}

    result<void> run(statement_handle& kept, char const* sql);

    std::unique_ptr<sqlite3, closer> handle_;
    statement_handle begin_;
    statement_handle begin_writing_;
    statement_handle commit_;
    statement_handle roll_back_;
    std::filesystem::path file_;
    file_identity identity_;
};

/// Octets to bind; not copied, must outlive the execution. nullopt is NULL.
struct blob {
    std::optional<std::string_view> octets;
};

/// A statement, prepared when first used and kept.
class statement {
public:
    /// @param at  must outlive the statement
    statement(connection& at, char const* sql) : at_(&at), sql_(sql) {}

    /// Sets the parameters, in order. The statement starts anew.
    template <class... TArgs>
    [[nodiscard]] result<void> bind(TArgs const&... args) {
        auto const prepared = prepare();
        if (!prepared) {
            return prepared.error();
        }
        auto index = 0;
        auto const good = (... && (bind_one(++index, args) == SQLITE_OK));
        return good ? result<void>() : result<void>(at_->failed("setting a parameter"));
    }

    /// True: there is a row, see number() and octets(). False: done.
    [[nodiscard]] result<bool> step();

    /// bind and step to the end.
    template <class... TArgs>
    [[nodiscard]] result<void> run(TArgs const&... args) {
        auto const bound = bind(args...);
        auto const stepped = bound ? step() : result<bool>(bound.error());
        reset();
        return stepped ? result<void>() : result<void>(stepped.error());
    }

    /// Ends the execution, so that it doesn't keep a snapshot of the file alive.
    void reset();

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::optional<std::string> octets(int column) const;

private:
    result<void> prepare();
    int bind_one(int index, std::int64_t value);
    int bind_one(int index, std::string const& text);
    int bind_one(int index, blob value);

    connection* at_;
    char const* sql_;
    statement_handle handle_;
};

/// Resets a statement at the end of a scope.
class reset_guard {
public:
    explicit reset_guard(statement& of) : of_(&of) {}

    reset_guard(reset_guard const&) = delete;
    reset_guard& operator=(reset_guard const&) = delete;

    ~reset_guard() { of_->reset(); }

private:
    statement* of_;
};

/// Holds the file's only write lock; undone at the end of the scope unless committed.
class write_transaction {
public:
    /// @errors busy; io_failed also if somebody removed or replaced the files
    static result<std::unique_ptr<write_transaction>> begin(connection& at);

    write_transaction(write_transaction const&) = delete;
    write_transaction& operator=(write_transaction const&) = delete;
    ~write_transaction();

    [[nodiscard]] result<void> commit();

    /// After commit failed: nothing has been and nothing will be written.
    [[nodiscard]] bool surely_undone() const { return surely_undone_; }

private:
    explicit write_transaction(connection& at) : at_(&at) {}

    connection* at_;
    bool surely_undone_ = false;
};

}  // namespace mailsonde::eventlog::sqlite
