#include "tests/bench/log/commits.hpp"

#include "shared/eventlog/sqlite_log.hpp"
#include "tests/bench/log/child.hpp"
#include "tests/bench/log/measure.hpp"
#include "tests/bench/log/participant.hpp"

#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace mailsonde::bench {
namespace {

/// About what a `sent` event takes.
constexpr std::size_t value_size = 700;
constexpr std::size_t header_size = 300;
constexpr auto const* key = "customer-0001";

/// Who waits longer than this on a busy machine is no figure but an error.
constexpr milliseconds patience{60'000};

/// Runs one such loop in each process, and adds up their rates.
double rate_of(
    commit_load const& load, std::function<std::function<void()>(std::size_t)> const& prepare
) {
    std::vector<std::function<figures()>> works;
    for (std::size_t i = 0; i < load.processes; ++i) {
        works.emplace_back([&load, &prepare, i] {
            auto const commit = prepare(i);
            commit();
            auto const begin = steady::now();
            auto const end = begin + load.duration;
            auto count = 0.0;
            auto now = begin;
            for (; now < end; now = steady::now()) {
                commit();
                ++count;
            }
            return figures{count / seconds_since(begin)};
        });
    }
    auto sum = 0.0;
    for (auto const& one : in_children(works)) {
        sum += one.at(0);
    }
    return sum;
}

/// Closed with the process.
struct committer {
    std::unique_ptr<eventlog::log> log;
    std::optional<participant> writer;
    eventlog::transaction work;
    eventlog::offset next = 0;

    void commit() {
        work.advances = {{"mail", 0, ++next}};
        writer->commit(work);
    }
};

std::shared_ptr<committer> prepare_commits(commit_load const& load, std::size_t number) {
    auto out = std::make_shared<committer>();
    eventlog::sqlite_options options;
    options.busy_timeout = patience;
    out->log = eventlog::open_sqlite_log(load.folder, options).value();
    out->log->ensure_topics({{"mail", 24}, {"result", 24}}).value();
    out->writer.emplace(
        *out->log, eventlog::group_options{"group-" + std::to_string(number), "mail"}
    );
    for (std::size_t i = 0; i < load.records; ++i) {
        out->work.appends.push_back(
            {"result",
             static_cast<int>(i % 24),
             key,
             {{"ce", std::string(header_size, 'h')}},
             std::string(value_size, 'v')}
        );
    }
    return out;
}

/// @throws std::runtime_error if SQLite doesn't do it
void check(int rc, sqlite3* db) {
    if (rc != SQLITE_OK && rc != SQLITE_DONE) {
        throw std::runtime_error(sqlite3_errmsg(db));
    }
}

void execute(sqlite3* db, char const* sql) {
    check(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), db);
}

sqlite3* open_bare(commit_load const& load) {
    sqlite3* db = nullptr;
    check(sqlite3_open((load.folder / "bare.sqlite").c_str(), &db), db);
    sqlite3_busy_timeout(db, static_cast<int>(patience.count()));
    execute(db, "PRAGMA synchronous = FULL");
    return db;
}

}  // namespace

double log_commits(commit_load const& load) {
    return rate_of(load, [&load](std::size_t number) {
        auto const self = prepare_commits(load, number);
        return [self] { self->commit(); };
    });
}

double bare_sqlite_commits(commit_load const& load) {
    // By one alone: SQLite doesn't wait where two want to do this at once.
    static_cast<void>(in_child([&load] {
        auto* const db = open_bare(load);
        execute(db, "PRAGMA journal_mode = WAL; CREATE TABLE record(octets BLOB NOT NULL)");
        sqlite3_close(db);
        return figures();
    }));
    return rate_of(load, [&load](std::size_t /*number*/) {
        auto* const db = open_bare(load);
        sqlite3_stmt* insert = nullptr;
        check(sqlite3_prepare_v2(db, "INSERT INTO record VALUES(?)", -1, &insert, nullptr), db);
        auto const octets = std::string(value_size + header_size, 'v');
        return [db, insert, octets, count = load.records] {
            execute(db, "BEGIN IMMEDIATE");
            for (std::size_t i = 0; i < count; ++i) {
                auto const size = static_cast<int>(octets.size());
                check(sqlite3_bind_blob(insert, 1, octets.data(), size, SQLITE_STATIC), db);
                check(sqlite3_step(insert), db);
                check(sqlite3_reset(insert), db);
            }
            execute(db, "COMMIT");
        };
    });
}

double append_commits(commit_load const& load) {
    return rate_of(load, [&load](std::size_t number) {
        auto const path = load.folder / ("appended-" + std::to_string(number));
        auto const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        auto const octets = std::string((value_size + header_size) * load.records, 'v');
        return [file, octets] {
            auto const written = ::write(file, octets.data(), octets.size());
            if (written != static_cast<ssize_t>(octets.size()) || ::fdatasync(file) != 0) {
                throw std::runtime_error("append");
            }
        };
    });
}

}  // namespace mailsonde::bench
