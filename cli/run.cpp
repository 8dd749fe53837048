#include "cli/run.hpp"

#include "checker-service/checker_service.hpp"
#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "cli/run_reload.hpp"
#include "cli/signal_gate.hpp"
#include "sender-service/sender_service.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "shared/model/topics.hpp"
#include "shared/net/descriptors.hpp"
#include "shared/telemetry/http_server.hpp"
#include "shared/telemetry/instruments.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;
using telemetry::level;
using steady = std::chrono::steady_clock;

constexpr milliseconds step = 1s;
constexpr auto clean_up_step = 1h;
constexpr milliseconds sender_patience = 5s;
constexpr milliseconds checker_patience = 3s;

telemetry::log_format format_of(config::config const& config) {
    return config.log.format == "json" ? telemetry::log_format::json : telemetry::log_format::text;
}

/// Everything that `mailsonde run` is made of, in the order in which it is taken down.
struct parts {
    parts(std::shared_ptr<config::config const> config, eventlog::log& log)
        : in_force(std::move(config)),
          logger(telemetry::level_of(in_force->log.level), format_of(*in_force)),
          main_loop(vitals.add("main")),
          checker(log, {.config = in_force}, instruments()),
          sender(log, {.config = in_force}, instruments()) {
        metrics.version(MAILSONDE_VERSION);
    }

    [[nodiscard]] telemetry::instruments instruments() {
        return {logger, metrics, vitals, readiness};
    }

    std::shared_ptr<config::config const> in_force;
    telemetry::logger logger;
    telemetry::metrics metrics;
    telemetry::vitals vitals;
    telemetry::readiness readiness;
    telemetry::vitals::part& main_loop;
    std::unique_ptr<telemetry::http_server> http;
    checker::checker_service checker;
    sender::sender_service sender;
};

/// @errors what keeps it from starting; nothing runs then
result<void> start(parts& all) {
    if (auto const& address = all.in_force->http_listen; address) {
        auto listening = telemetry::http_server::listen(
            {*address, all.in_force->http_token}, {all.metrics, all.vitals, all.readiness}
        );
        if (!listening) {
            return listening.error();
        }
        all.http = *std::move(listening);
    }
    if (auto const started = all.checker.start(); !started) {
        return started;
    }
    if (auto const started = all.sender.start(); !started) {
        return started;
    }
    all.logger.write(
        level::info,
        "started",
        {{"version", MAILSONDE_VERSION},
         {"instance", all.in_force->instance},
         {"probes", std::to_string(all.in_force->probes.size())},
         {"data", all.in_force->data.string()}}
    );
    return {};
}

void stop(parts& all) {
    all.readiness.stopping();
    all.logger.write(level::info, "stopping");
    all.sender.stop(sender_patience);
    all.checker.stop(checker_patience);
    all.logger.write(level::info, "stopped");
}

void reload(parts& all, run_reload& files) {
    if (auto next = files.load(*all.in_force)) {
        all.in_force = std::move(next);
        all.logger.set_threshold(telemetry::level_of(all.in_force->log.level));
        all.checker.configure(all.in_force);
        all.sender.configure(all.in_force);
        if (all.http) {
            all.http->set_token(all.in_force->http_token);
        }
    }
}

void serve(parts& all, run_reload& files, signal_gate const& signals, eventlog::log& log) {
    auto next_clean_up = steady::now() + clean_up_step;
    while (true) {
        all.main_loop.beat();
        all.metrics.log_size(eventlog::sqlite_log_size(all.in_force->data));
        auto const signal = signals.wait(step);
        if (signal && *signal != SIGHUP) {
            return;
        }
        if (signal || files.is_due()) {
            reload(all, files);
        }
        if (steady::now() >= next_clean_up) {
            next_clean_up = steady::now() + clean_up_step;
            if (auto const done = log.clean_up(); !done) {
                all.logger.write(level::warn, "clean_up_failed", {{"error", done.error().text()}});
            }
        }
    }
}

result<std::unique_ptr<eventlog::log>> open_log(config::config const& config) {
    auto log = eventlog::open_sqlite_log(config.data);
    if (!log) {
        return log.error();
    }
    auto const plan = eventlog::topic_plan(model::topics(config.topic_prefix));
    if (auto const ready = (*log)->ensure_topics(plan); !ready) {
        return ready.error();
    }
    return log;
}

int refuse(surroundings const& io, std::string const& what, failure const& why) {
    io.err << "mailsonde: " << what << ": " << why.text() << '\n';
    return exit_failed;
}

}  // namespace

int run_services(std::filesystem::path const& config, surroundings const& io) {
    signal_gate const signals;
    net::raise_descriptor_limit();
    auto loaded = load_or_report(config, io);
    if (!loaded) {
        return exit_failed;
    }
    auto const in_force = std::make_shared<config::config const>(*std::move(loaded));
    auto const log = open_log(*in_force);
    if (!log) {
        return refuse(io, "the event log in " + in_force->data.string(), log.error());
    }
    parts all(in_force, **log);
    run_reload files(config, loader_options_for(io.env), *in_force, all.instruments());
    if (auto const started = start(all); !started) {
        return refuse(io, "can't start", started.error());
    }
    serve(all, files, signals, **log);
    stop(all);
    return exit_ok;
}

}  // namespace mailsonde::cli
