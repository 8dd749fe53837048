#include "cli/signal_gate.hpp"
#include "cli/tail.hpp"
#include "shared/model/cloudevent.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string_view>

namespace mailsonde::cli {
namespace {

constexpr std::size_t most_last = 1'000'000;

constexpr auto const* footer =
    R"(Reads the embedded event log, also while `mailsonde run` is writing it; changes nothing in it. What
is there is sorted by time, and what comes while following is sorted per look, five times a second.
Times are UTC. --probe and --type may be given several times.

Examples:
  mailsonde tail
  mailsonde tail --follow --probe inbound
  mailsonde tail --all --type alert --json | jq -r .data.summary
  mailsonde tail -f --last 0 --type result --type late

Exit status:
  0  done, or ended by SIGINT or SIGTERM, or by the reader of the output
  1  there is no event log, or it or the configuration can't be read
  2  the command line is wrong)";

/// "io.mailsonde.mail.sent.v1" is "mail.sent" on the command line.
std::vector<std::string> type_names() {
    constexpr std::string_view before = "io.mailsonde.";
    constexpr std::string_view behind = ".v1";
    auto names = model::event_types();
    for (auto& name : names) {
        name = name.substr(before.size(), name.size() - before.size() - behind.size());
    }
    return names;
}

void add_options(CLI::App& command, tail_options& to) {
    command.add_flag("-f,--follow", to.follow, "Go on with what is written from now on");
    auto* const last = command.add_option("-n,--last", to.last, "How many of the newest events")
                           ->type_name("N")
                           ->check(CLI::Range(std::size_t{0}, most_last))
                           ->capture_default_str();
    command.add_flag("--all", to.all, "All events instead")->excludes(last);
    command.add_flag("--json", to.json, "CloudEvents as JSON, one a line, instead of a table");
    command.add_option("--probe", to.probes, "Only events about this probe")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command.add_option("--type", to.types, "Only events of this type")
        ->type_name("TYPE")
        ->check(CLI::IsMember(type_names()))
        ->allow_extra_args(false);
}

int run(tail_options const& options, surroundings const& io) {
    if (!options.follow) {
        return run_tail(options, io, [](milliseconds) { return true; });
    }
    signal_gate const signals;
    auto stopped = false;
    return run_tail(options, io, [&](milliseconds time) {
        stopped = stopped || signals.wait(time) || io.reader_gone();
        return !stopped;
    });
}

}  // namespace

void add_tail(CLI::App& app, program& to) {
    auto* const command = app.add_subcommand("tail", "Print events: mails, results, alerts.");
    command->footer(footer);
    auto const options = std::make_shared<tail_options>();
    add_options(*command, *options);
    command->callback([&to, options] {
        to.chosen = [&to, options] {
            options->config = to.config;
            return run(*options, to.io);
        };
    });
}

}  // namespace mailsonde::cli
