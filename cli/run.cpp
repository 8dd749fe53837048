#include "cli/run.hpp"

#include "checker-service/checker_service.hpp"
#include "cli/end_in_time.hpp"
#include "cli/event_log.hpp"
#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "cli/run_reload.hpp"
#include "cli/signal_gate.hpp"
#include "sender-service/sender_service.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "shared/model/topics.hpp"
#include "shared/net/descriptors.hpp"
#include "shared/telemetry/http_server.hpp"
#include "shared/telemetry/instruments.hpp"
#include "shared/telemetry/watchdog.hpp"

#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;
using telemetry::level;
using steady = std::chrono::steady_clock;

constexpr milliseconds step = 1s;
constexpr auto clean_up_step = 1h;
/// Of the tries to reach a log, each so many is told.
constexpr int waits_told = 10;
constexpr milliseconds sender_patience = 5s;
constexpr milliseconds checker_patience = 3s;
constexpr milliseconds longest_end = 9500ms;
constexpr milliseconds checker_rest = 500ms;

telemetry::log_format format_of(config::config const& config) {
    return config.log.format == "json" ? telemetry::log_format::json : telemetry::log_format::text;
}

/// Everything that a service is made of, in the order in which it is taken down.
struct parts {
    parts(std::shared_ptr<config::config const> config, service_role role, eventlog::log& log)
        : in_force(std::move(config)),
          logger(telemetry::level_of(in_force->log.level), format_of(*in_force)),
          main_loop(vitals.add("main")) {
        checker::checker_options checking{.config = in_force};
        sender::sender_options sending{.config = in_force};
        if (role == service_role::both) {
            // Whoever is told of new records need not look for them every now and then.
            checking.longest_rest = checker_rest;
            sending.committed = [this] { checker->hurry(); };
        }
        if (role != service_role::sender) {
            checker.emplace(log, checking, instruments());
        }
        if (role != service_role::checker) {
            sender.emplace(log, sending, instruments());
        }
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
    std::optional<checker::checker_service> checker;
    std::optional<sender::sender_service> sender;
};

/// So that it can be asked whether it lives, also while the brokers are not there yet.
/// @errors the address can't be listened on
result<void> listen(parts& all) {
    auto const& address = all.in_force->http_listen;
    if (!address) {
        return {};
    }
    auto listening = telemetry::http_server::listen(
        {*address, all.in_force->http_token}, {all.metrics, all.vitals, all.readiness}
    );
    if (!listening) {
        return listening.error();
    }
    all.http = *std::move(listening);
    return {};
}

/// @errors what keeps it from starting; nothing runs then
result<void> start(parts& all) {
    if (all.checker) {
        if (auto const started = all.checker->start(); !started) {
            return started;
        }
    }
    if (all.sender) {
        if (auto const started = all.sender->start(); !started) {
            return started;
        }
    }
    all.logger.write(
        level::info,
        "started",
        {{"version", MAILSONDE_VERSION},
         {"instance", all.in_force->instance},
         {"probes", std::to_string(all.in_force->probes.size())},
         {"log", place_of_event_log(*all.in_force)}}
    );
    return {};
}

void stop(parts& all) {
    all.readiness.stopping();
    all.logger.write(level::info, "stopping");
    if (all.sender) {
        all.sender->stop(sender_patience);
    }
    if (all.checker) {
        all.checker->stop(checker_patience);
    }
    all.logger.write(level::info, "stopped");
}

/// Nothing is lost: whatever counts is in the event log, and others take over.
void end_at_once(telemetry::logger& logger, std::vector<std::string> const& hanging) {
    for (auto const& part : hanging) {
        logger.write(level::error, "hangs", {{"part", part}});
    }
    ::_exit(exit_restart);
}

void reload(parts& all, run_reload& files) {
    if (auto next = files.load(*all.in_force)) {
        all.in_force = std::move(next);
        all.logger.set_threshold(telemetry::level_of(all.in_force->log.level));
        if (all.checker) {
            all.checker->configure(all.in_force);
        }
        if (all.sender) {
            all.sender->configure(all.in_force);
        }
        if (all.http) {
            all.http->set_token(all.in_force->http_token);
        }
    }
}

/// @return the exit status
int serve(parts& all, run_reload& files, signal_gate const& signals, eventlog::log& log) {
    auto next_clean_up = steady::now() + clean_up_step;
    while (true) {
        all.main_loop.beat();
        if (!all.in_force->kafka) {
            all.metrics.log_size(eventlog::sqlite_log_size(all.in_force->data));
        }
        auto const signal = signals.wait(step);
        if (signal && *signal != SIGHUP) {
            return exit_ok;
        }
        if (auto const why = all.readiness.given_up()) {
            all.logger.write(level::error, "gives_up", {{"error", *why}});
            return exit_restart;
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

/// Whether the log has the topics that we need: the embedded one gets them; those on Kafka belong
/// to whoever runs the cluster.
result<void> have_topics(config::config const& config, eventlog::log& log) {
    auto const plan = eventlog::topic_plan(model::topics(config.topic_prefix));
    if (!config.kafka) {
        return log.ensure_topics(plan);
    }
    auto const options = kafka_options_for(config);
    return options ? eventlog::verify_kafka_topics(*options, plan) : result<void>(options.error());
}

bool may_pass(failure const& why) {
    return why.code == eventlog::eventlog_errc::unreachable ||
           why.code == eventlog::eventlog_errc::busy;
}

/// Brokers may be started after us, so it waits for them.
/// @return false: a signal said to end
/// @errors what won't pass
result<bool> wait_for_topics(parts& all, eventlog::log& log, signal_gate const& signals) {
    for (auto tries = 0;; ++tries) {
        all.main_loop.beat();
        auto const found = have_topics(*all.in_force, log);
        if (found) {
            return true;
        }
        if (!all.in_force->kafka || !may_pass(found.error())) {
            return found.error();
        }
        if (tries % waits_told == 0) {
            all.logger.write(level::warn, "waiting_for_log", {{"error", found.error().text()}});
        }
        auto const signal = signals.wait(step);
        if (signal && *signal != SIGHUP) {
            return false;
        }
    }
}

/// @return why the configuration isn't one for this role; empty if it is
std::string why_not(service_role role, config::config const& config) {
    if (role == service_role::both && config.kafka) {
        return "the configuration says kafka, which is for mailsonde-sender and mailsonde-checker; "
               "to run both in one process with the embedded log, remove it";
    }
    if (role != service_role::both && !config.kafka) {
        return "this needs `kafka` in the configuration; without Kafka, `mailsonde run` is both "
               "services in one process";
    }
    return {};
}

int refuse(surroundings const& io, std::string const& what, failure const& why) {
    io.err << "mailsonde: " << what << ": " << why.text() << '\n';
    return exit_failed;
}

}  // namespace

int run_services(std::filesystem::path const& config, service_role role, surroundings const& io) {
    end_in_time last_resort;
    signal_gate const signals;
    net::raise_descriptor_limit();
    auto loaded = load_or_report(config, io);
    if (!loaded) {
        return exit_failed;
    }
    if (auto const why = why_not(role, *loaded); !why.empty()) {
        io.err << "mailsonde: " << why << '\n';
        return exit_failed;
    }
    auto const in_force = std::make_shared<config::config const>(*std::move(loaded));
    auto const place = "the event log " + place_of_event_log(*in_force);
    auto const log = open_event_log(*in_force);
    if (!log) {
        return refuse(io, place, log.error());
    }
    parts all(in_force, role, **log);
    run_reload files(config, loader_options_for(io.env), *in_force, all.instruments());
    if (auto const listening = listen(all); !listening) {
        return refuse(io, "can't start", listening.error());
    }
    auto const there = wait_for_topics(all, **log, signals);
    if (!there) {
        return refuse(io, place, with_advice(there.error(), *in_force));
    }
    if (!*there) {
        return exit_ok;
    }
    std::optional<telemetry::watchdog> dog;
    if (all.in_force->kafka) {
        dog.emplace(all.vitals, telemetry::watchdog::options{}, [&all](auto const& parts) {
            end_at_once(all.logger, parts);
        });
    }
    if (auto const started = start(all); !started) {
        return refuse(io, "can't start", started.error());
    }
    auto const status = serve(all, files, signals, **log);
    if (all.in_force->kafka) {
        last_resort.begin(longest_end, status);
    }
    stop(all);
    return status;
}

}  // namespace mailsonde::cli
