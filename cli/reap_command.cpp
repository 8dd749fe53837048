#include "cli/load.hpp"
#include "cli/reap.hpp"
#include "cli/signal_gate.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace mailsonde::cli {
namespace {

constexpr std::size_t most_deletions = 10'000;
constexpr milliseconds least_age = std::chrono::hours(25);

constexpr auto const* footer =
    R"(Looks through all folders of the configured mailboxes, lists every mail that holds something like a
token of ours, and deletes the test mails that nobody claims any more: what a crash, a lost event
log, `mailsonde once` or a probe that is gone has left behind. `mailsonde run` deletes what comes in
while it watches (see `reaper` in the configuration); this finds what lies below its watermarks.

A mail is deleted only if its token verifies for this instance and mailbox, stands in two of
X-Mailsonde-Token, Message-ID and Subject, its header, read again before it is deleted, shows no
answer and no forward, it is old enough, and the event log, if there is one, does not know it as
still out. Everything else stays as it is, and the last column says why.

One login for each mailbox, none while its pause after a refused login lasts. A running
`mailsonde run` is not disturbed.

Examples:
  mailsonde reap --dry-run
  mailsonde reap --mailbox anna --mailbox bert --limit 1000
  mailsonde reap --older-than 7d --within 30d -c /etc/mailsonde/mailsonde.yaml

Exit status:
  0  done
  1  something could not be read or deleted; standard error says what
  2  the command line is wrong)";

std::string check_duration(std::string const& text) {
    return parse_duration(text) ? "" : "'" + text + "' is not a duration such as 48h or 90d";
}

std::string check_age(std::string const& text) {
    auto const parsed = parse_duration(text);
    return parsed && *parsed >= least_age
               ? ""
               : "'" + text + "' is not a duration of at least 25h, such as 48h or 7d";
}

struct spelled {
    std::string older_than;
    std::string within;
};

void add_options(CLI::App& command, reap_options& to, spelled& durations) {
    command.add_flag("-n,--dry-run", to.dry_run, "Delete nothing, only say what would be");
    command.add_option("--mailbox", to.mailboxes, "Only this mailbox; may be given several times")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command
        .add_option(
            "--older-than",
            durations.older_than,
            "Least age of what is deleted, by its slot; without it reaper.after of the "
            "configuration"
        )
        ->type_name("DURATION")
        ->check(CLI::Validator(check_age, ""));
    command
        .add_option("--within", durations.within, "How far back to look, by the date of arrival")
        ->type_name("DURATION")
        ->check(CLI::Validator(check_duration, ""))
        ->capture_default_str();
    command.add_option("--limit", to.limit, "Delete at most so many in each mailbox")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, most_deletions))
        ->capture_default_str();
}

int run(reap_options const& options, surroundings const& io) {
    signal_gate const signals;
    telemetry::logger logger(telemetry::level::error, telemetry::log_format::text);
    reap_means const means{[&](config::mailbox const& mailbox) {
        return open_imap_mailbox(mailbox, signals, logger);
    }};
    return run_reap(options, io, means);
}

}  // namespace

void add_reap(CLI::App& app, program& to) {
    auto* const command =
        app.add_subcommand("reap", "Delete test mails that nobody claims any more.");
    command->footer(footer);
    auto const options = std::make_shared<reap_options>();
    auto const durations = std::make_shared<spelled>();
    durations->within = to_text(options->within);
    add_options(*command, *options, *durations);
    command->callback([&to, options, durations] {
        to.chosen = [&to, options, durations] {
            options->config = to.config;
            options->older_than = parse_duration(durations->older_than);
            options->within = parse_duration(durations->within).value_or(options->within);
            return run(*options, to.io);
        };
    });
}

}  // namespace mailsonde::cli
