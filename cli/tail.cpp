#include "cli/tail.hpp"

#include "cli/event_log.hpp"
#include "cli/event_reader.hpp"
#include "cli/event_table.hpp"
#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"

#include <limits>
#include <memory>
#include <utility>

namespace mailsonde::cli {
namespace {

constexpr milliseconds between_looks(200);
/// Twenty seconds and more, since each look waits for a while by itself.
constexpr int most_times = 100;

/// nullptr after the reason was written.
std::unique_ptr<eventlog::log> open_log(config::config const& config, surroundings const& io) {
    if (!has_event_log(config)) {
        io.err << "mailsonde: there is no event log at " << sanitised(config.data.string(), 4096)
               << "; `mailsonde run` creates it\n";
        return nullptr;
    }
    auto opened = open_event_log(config);
    if (!opened) {
        io.err << "mailsonde: " << opened.error().text() << '\n';
        return nullptr;
    }
    return *std::move(opened);
}

event_filter filter_of(tail_options const& options) {
    event_filter out{.probes = options.probes, .types = {}};
    for (auto const& type : options.types) {
        out.types.push_back("io.mailsonde." + type + ".v1");
    }
    return out;
}

/// Writes batches as they come, in the form that was asked for.
class printer {
public:
    printer(surroundings const& io, bool json) : io_(&io), json_(json), table_(io.out) {}

    void print(event_batch const& batch) {
        for (auto const& warning : batch.warnings) {
            io_->err << "mailsonde: " << warning << '\n';
        }
        json_ ? print_json(batch) : print_table(batch);
        io_->out.flush();
    }

private:
    void print_json(event_batch const& batch) {
        for (auto const& one : batch.events) {
            io_->out << model::to_structured_json(one.envelope) << '\n';
        }
    }

    void print_table(event_batch const& batch) {
        for (auto const& one : batch.events) {
            table_.make_room_for(one.summary);
        }
        if (!has_header_) {
            table_.print_header();
            has_header_ = true;
        }
        for (auto const& one : batch.events) {
            table_.print(one.envelope.time, one.summary);
        }
    }

    surroundings const* io_;
    bool json_;
    bool has_header_ = false;
    event_table table_;
};

/// Waits while the log can't be read for a while: somebody writes, brokers agree on leaders, or,
/// for who follows, there is no broker.
class waiter {
public:
    waiter(tail_options const& options, surroundings const& io, pause_function const& pause)
        : follows_(options.follow), io_(&io), pause_(&pause) {}

    /// @return false: it won't get better, or nobody waits any more
    bool for_better_times(failure const& why) {
        auto const busy = why.code == eventlog::eventlog_errc::busy;
        auto const away = why.code == eventlog::eventlog_errc::unreachable && follows_;
        if (!away && !(busy && (follows_ || ++times_ <= most_times))) {
            return false;
        }
        if (away && !std::exchange(told_, true)) {
            io_->err << "mailsonde: " << why.text() << "; goes on once it can\n";
        }
        return (*pause_)(between_looks);
    }

    void is_over() { told_ = false; }

private:
    bool follows_;
    surroundings const* io_;
    pause_function const* pause_;
    bool told_ = false;
    int times_ = 0;
};

int report(failure const& why, config::config const& of, surroundings const& io) {
    if (why.code == eventlog::eventlog_errc::unknown_topic) {
        io.err << "mailsonde: the event log holds nothing under topics.prefix '"
               << sanitised(of.topic_prefix) << "'; `mailsonde run` creates its topics\n";
    } else {
        io.err << "mailsonde: " << why.text() << '\n';
    }
    return exit_failed;
}

}  // namespace

int run_tail(tail_options const& options, surroundings const& io, pause_function const& pause) {
    auto const configuration = load_or_report(options.config, io);
    if (!configuration) {
        return exit_failed;
    }
    auto const log = open_log(*configuration, io);
    if (!log) {
        return exit_failed;
    }
    event_reader reader(*log, model::topics(configuration->topic_prefix), filter_of(options));
    printer to(io, options.json);
    auto const last = options.all ? std::numeric_limits<std::size_t>::max() : options.last;
    auto const go_on = [&] { return pause(milliseconds(0)); };
    waiter wait(options, io, pause);
    auto batch = reader.backlog(last, go_on);
    while (!batch && wait.for_better_times(batch.error())) {
        batch = reader.backlog(last, go_on);
    }
    if (!batch) {
        return report(batch.error(), *configuration, io);
    }
    to.print(*batch);
    while (options.follow && io.out.good() && pause(between_looks)) {
        batch = reader.news();
        if (batch) {
            wait.is_over();
            to.print(*batch);
        } else if (!wait.for_better_times(batch.error())) {
            return report(batch.error(), *configuration, io);
        }
    }
    return exit_ok;
}

}  // namespace mailsonde::cli
