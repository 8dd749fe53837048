#include "cli/run.hpp"

#include <CLI/CLI.hpp>

namespace mailsonde::cli {
namespace {

constexpr auto const* footer =
    R"(Sends the test mails of all probes, looks for them, judges, deletes them, and keeps events and state
in the embedded log (`data` in the configuration); `mailsonde tail --follow` shows them. Runs in the
foreground and logs to standard error, one event a line.

SIGHUP, or a change of the configuration's files, loads it anew; a bad one changes nothing and is
logged. SIGINT or SIGTERM ends it within 10 seconds: mails that are out are judged after the next
start.

On several hosts, or for others who want the events, there is the pair mailsonde-sender and
mailsonde-checker, over Apache Kafka (`kafka` in the configuration).

Examples:
  mailsonde run
  mailsonde run -c /etc/mailsonde/mailsonde.yaml 2>> /var/log/mailsonde.log

Exit status:
  0  ended by SIGINT or SIGTERM
  1  it could not start: the configuration has problems, or the event log or a port can't be used
  2  the command line is wrong)";

}  // namespace

void add_run(CLI::App& app, program& to) {
    auto* const command =
        app.add_subcommand("run", "Send, look, judge and delete, until told to stop.");
    command->footer(footer);
    command->callback([&to] {
        to.chosen = [&to] { return run_services(to.config, service_role::both, to.io); };
    });
}

}  // namespace mailsonde::cli
