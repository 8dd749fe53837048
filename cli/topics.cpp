#include "cli/topics.hpp"

#include "cli/event_log.hpp"
#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/model/topics.hpp"

#include <CLI/CLI.hpp>

namespace mailsonde::cli {
namespace {

constexpr auto const* footer =
    R"(The event log on Apache Kafka (`kafka` in the configuration) has five topics; docs/events.md says
what is in them. Both services verify them at their start and don't make them, for that needs other
rights and happens once. Creating is done as often as one likes: what is there is verified and kept,
only settings that would lose events are set anew.

Examples:
  mailsonde topics create
  mailsonde topics verify -c /etc/mailsonde/mailsonde.yaml

Exit status:
  0  all topics are there, with the right partitions, clean-up, retention and replicas
  1  they are not, or the cluster can't be reached; standard error says which and why
  2  the command line is wrong)";

/// nullopt after the reason was written.
std::optional<config::config> kafka_configuration(
    std::filesystem::path const& file, surroundings const& io
) {
    auto loaded = load_or_report(file, io);
    if (!loaded) {
        return std::nullopt;
    }
    if (!loaded->kafka) {
        io.err
            << "mailsonde: the configuration has no `kafka`: the embedded log makes its topics by "
               "itself\n";
        return std::nullopt;
    }
    return loaded;
}

int refuse(config::config const& config, surroundings const& io, failure const& why) {
    io.err << "mailsonde: the event log " << place_of_event_log(config) << ": "
           << with_advice(why, config).text() << '\n';
    return exit_failed;
}

int show(config::config const& config, surroundings const& io) {
    for (auto const& one : eventlog::topic_plan(model::topics(config.topic_prefix))) {
        io.out << one.name << ": " << one.partitions << " partitions, ";
        if (one.compacted) {
            io.out << "compacted\n";
        } else {
            io.out << "kept for " << to_text(one.retention) << '\n';
        }
    }
    return exit_ok;
}

}  // namespace

int create_topics(std::filesystem::path const& config, surroundings const& io) {
    auto const loaded = kafka_configuration(config, io);
    if (!loaded) {
        return exit_failed;
    }
    auto const log = open_event_log(*loaded);
    if (!log) {
        return refuse(*loaded, io, log.error());
    }
    auto const plan = eventlog::topic_plan(model::topics(loaded->topic_prefix));
    if (auto const done = (*log)->ensure_topics(plan); !done) {
        return refuse(*loaded, io, done.error());
    }
    return show(*loaded, io);
}

int verify_topics(std::filesystem::path const& config, surroundings const& io) {
    auto const loaded = kafka_configuration(config, io);
    if (!loaded) {
        return exit_failed;
    }
    auto const options = kafka_options_for(*loaded);
    if (!options) {
        return refuse(*loaded, io, options.error());
    }
    auto const plan = eventlog::topic_plan(model::topics(loaded->topic_prefix));
    if (auto const fits = eventlog::verify_kafka_topics(*options, plan); !fits) {
        return refuse(*loaded, io, fits.error());
    }
    return show(*loaded, io);
}

void add_topics(CLI::App& app, program& to) {
    auto* const topics = app.add_subcommand("topics", "Create or verify the topics on Kafka.");
    topics->footer(footer);
    topics->require_subcommand(0, 1);
    topics->add_subcommand("create", "Create the topics that are missing.")->callback([&to] {
        to.chosen = [&to] { return create_topics(to.config, to.io); };
    });
    topics->add_subcommand("verify", "Say whether the topics are as they must be.")
        ->callback([&to] { to.chosen = [&to] { return verify_topics(to.config, to.io); }; });
}

}  // namespace mailsonde::cli
