#include "tests/bench/log/restore.hpp"

#include "checker-service/checker_core.hpp"
#include "shared/eventlog/engine.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "shared/model/state.hpp"
#include "shared/model/token.hpp"
#include "shared/model/topics.hpp"
#include "tests/bench/log/child.hpp"

#include <sqlite3.h>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace mailsonde::bench {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr std::size_t mailboxes = 2'000;
constexpr std::size_t mails_per_commit = 500;

double seconds_since(steady::time_point begin) {
    return std::chrono::duration<double>(steady::now() - begin).count();
}

double peak_mib() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

model::mail_state mail_number(std::size_t number) {
    model::mail_state out;
    auto const now = wall_now();
    auto const mailbox = "customer-" + std::to_string(number % mailboxes);
    auto const slot = now - milliseconds(number);
    out.mail = {model::make_mail_id("inbound", slot, mailbox), "inbound", mailbox, slot};
    out.recipient = mailbox + "@example.org";
    out.token = "ms1." + std::string(60, 'a') + std::to_string(number);
    out.accepted_at = now;
    out.judging.grace = 15s;
    out.judging.deadline_at = now + 10min;
    out.judging.undetermined_at = now + 25min;
    out.judging.warn = 1min;
    out.judging.crit = 5min;
    out.judging.labels = {{"customer", mailbox}, {"environment", "production"}};
    return out;
}

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

figures fill(std::filesystem::path const& folder, std::size_t mails) {
    model::topics const topics("mailsonde");
    auto const log = eventlog::open_sqlite_log(folder).value();
    log->ensure_topics(eventlog::topic_plan(topics)).value();
    eventlog::token proof;
    auto const remember = [&proof](eventlog::assignment const& given) { proof = given.token; };
    auto const writer = log->join({"writer", topics.mail, 1h}, {remember, nullptr}).value();
    static_cast<void>(writer->poll(0).value());
    for (std::size_t first = 0; first < mails; first += mails_per_commit) {
        eventlog::transaction work;
        for (auto i = first; i < std::min(first + mails_per_commit, mails); ++i) {
            auto const mail = mail_number(i);
            auto const& owner = mail.mail.mailbox;
            auto const name = "m/" + mail.mail.mail_id;
            work.appends.push_back(
                eventlog::state_record(topics.checker_state, owner, name, model::to_json(mail))
            );
        }
        if (auto const done = writer->commit(work, proof);
            done.outcome != eventlog::commit_outcome::ok) {
            throw std::runtime_error("commit: " + done.detail);
        }
    }
    return {};
}

class no_mailboxes final : public checker::mailbox_port {
public:
    void look(std::string const&, checker::epoch, clients::look_request const&) override {}

    void
    remove(std::string const&, checker::epoch, std::vector<clients::removal> const&, wire::imap::header_check const&)
        override {}

    void close(std::string const&) override {}
};

figures restore(std::filesystem::path const& folder) {
    auto const base = peak_mib();
    auto const begin = steady::now();
    auto const log = eventlog::open_sqlite_log(folder).value();
    config::config config;
    config.instance = "bench";
    telemetry::logger quiet(telemetry::level::error, telemetry::log_format::text);
    telemetry::metrics metrics;
    no_mailboxes port;
    checker::checker_core core(
        {.config = std::make_shared<config::config const>(config)}, port, quiet, metrics
    );
    eventlog::engine_options options;
    model::topics const topics("mailsonde");
    options.group = {"mailsonde-checker", topics.mail};
    options.state_topic = topics.checker_state;
    eventlog::engine engine(*log, options, core, {});
    engine.join().value();
    while (!engine.settled()) {
        engine.turn();
    }
    auto const took = seconds_since(begin);
    return {took, peak_mib(), base, cpu_seconds()};
}

figures read_bare(std::filesystem::path const& folder) {
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
    return {seconds_since(begin), static_cast<double>(octets)};
}

}  // namespace

restore_figures restore_pending(std::filesystem::path const& folder, std::size_t mails) {
    static_cast<void>(in_children({[&] { return fill(folder, mails); }}));
    auto const bare = in_children({[&] { return read_bare(folder); }}).at(0);
    auto const found = in_children({[&] { return restore(folder); }}).at(0);
    return {
        .seconds = found.at(0),
        .cpu_seconds = found.at(3),
        .bare_seconds = bare.at(0),
        .peak_mib = found.at(1),
        .base_mib = found.at(2)
    };
}

}  // namespace mailsonde::bench
