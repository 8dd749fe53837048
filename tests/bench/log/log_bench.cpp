// How fast the embedded event log is, beside what the same disk and SQLite do by themselves.
//
//     mailsonde_log_bench [--quick] [--folder PATH]
//
// Prints JSON. The folder, by default /var/tmp, should be on the disk that is to be measured: in
// memory fsync costs nothing. Each figure is the median of rounds in which the three kinds of
// commits take turns, since the disk is seldom ours alone.
#include "shared/eventlog/sqlite_log.hpp"
#include "tests/bench/log/child.hpp"
#include "tests/bench/log/commits.hpp"
#include "tests/bench/log/measure.hpp"
#include "tests/bench/log/restore.hpp"

#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace mailsonde::bench {
namespace {

using json = nlohmann::ordered_json;

struct bench_options {
    std::filesystem::path folder = "/var/tmp";
    std::size_t rounds = 7;
    milliseconds duration{700};
    std::size_t mails = 100'000;
};

void measure_commits(
    bench_options const& options, std::size_t records, std::size_t processes, json& out
) {
    struct contestant {
        char const* name;
        double (*run)(commit_load const&);
        std::vector<double> rates = {};
    };

    std::vector<contestant> all{
        {"log", log_commits}, {"bare SQLite", bare_sqlite_commits}, {"fdatasync", append_commits}
    };
    for (std::size_t round = 0; round < options.rounds; ++round) {
        for (auto& one : all) {
            bench_folder const folder(options.folder);
            one.rates.push_back(one.run({folder.path(), records, processes, options.duration}));
        }
    }
    auto const what = std::to_string(records) + (records == 1 ? " record, " : " records, ") +
                      std::to_string(processes) + (processes == 1 ? " process" : " processes");
    for (auto const& one : all) {
        out["commits per second, " + what + ", " + one.name] = rounded(median(one.rates), 1);
    }
    out["log beside bare SQLite, " + what] =
        rounded(median(all[0].rates) / median(all[1].rates), 0.01);
}

/// The same records by SQLite alone: how many seconds.
double read_bare(std::filesystem::path const& folder) {
    auto const begin = steady::now();
    sqlite3* db = nullptr;
    sqlite3_stmt* all = nullptr;
    std::size_t octets = 0;
    if (sqlite3_open((folder / "events.sqlite").c_str(), &db) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "SELECT key, headers, value FROM record", -1, &all, nullptr) !=
            SQLITE_OK) {
        throw std::runtime_error(sqlite3_errmsg(db));
    }
    while (sqlite3_step(all) == SQLITE_ROW) {
        for (auto column = 0; column < 3; ++column) {
            octets += sqlite3_column_blob(all, column) == nullptr
                          ? 0U
                          : static_cast<std::size_t>(sqlite3_column_bytes(all, column));
        }
    }
    return octets > 0 ? seconds_since(begin) : throw std::runtime_error("nothing was there");
}

void measure_restore(bench_options const& options, json& out) {
    bench_folder const folder(options.folder);
    auto const found = restore_pending(
        [&] { return eventlog::open_sqlite_log(folder.path()).value(); },
        [&] { return read_bare(folder.path()); },
        options.mails
    );
    auto const what = "restore of " + std::to_string(options.mails) + " pending mails, ";
    out[what + "seconds"] = rounded(found.seconds, 0.01);
    out[what + "CPU seconds"] = rounded(found.cpu_seconds, 0.01);
    out[what + "seconds of bare SQLite"] = rounded(found.bare_seconds, 0.01);
    out[what + "peak RSS in MiB"] = rounded(found.peak_mib, 0.1);
    out[what + "RSS before in MiB"] = rounded(found.base_mib, 0.1);
}

bench_options options_of(std::vector<std::string> const& words) {
    bench_options out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--quick") {
            out.rounds = 1;
            out.duration = milliseconds(200);
            out.mails = 10'000;
        } else if (words[i] == "--folder" && i + 1 < words.size()) {
            out.folder = words[++i];
        } else {
            throw std::invalid_argument("usage: mailsonde_log_bench [--quick] [--folder PATH]");
        }
    }
    return out;
}

int run(std::vector<std::string> const& words) {
    auto const options = options_of(words);
    json out;
    for (auto const processes : {1U, 2U}) {
        for (auto const records : {1U, 100U}) {
            measure_commits(options, records, processes, out);
        }
    }
    measure_restore(options, out);
    std::cout << out.dump(2) << '\n';
    return 0;
}

}  // namespace
}  // namespace mailsonde::bench

int main(int count, char** arguments) {
    try {
        return mailsonde::bench::run({arguments + 1, arguments + count});
    } catch (std::exception const& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
