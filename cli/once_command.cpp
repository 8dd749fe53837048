#include "cli/once.hpp"
#include "cli/once_report.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace mailsonde::cli {
namespace {

constexpr auto const* footer =
    R"(Sends one test mail to each mailbox of the probe, looks for it at once and often, deletes it, and
answers as Nagios, Icinga and Checkmk expect it of a plugin: one line with performance data, and the
exit status. Needs no running `mailsonde run` and does not disturb one; nothing gets into the event
log. The probe's limits hold, but the verdict comes within the timeout.

Examples:
  mailsonde once inbound
  mailsonde once inbound --timeout 30s -c /etc/mailsonde/mailsonde.yaml

Exit status:
  0  OK: it arrived where and when it should
  1  WARNING: late, in the wrong folder, or deferred by the relay
  2  CRITICAL: missing, refused, or later than the critical limit
  3  UNKNOWN: the mailbox can't be read, no verdict in time, or the configuration or the command
     line is wrong)";

std::string check_timeout(std::string const& text) {
    auto const parsed = parse_duration(text);
    return parsed && *parsed >= std::chrono::seconds(1)
               ? ""
               : "'" + text + "' is not a duration of at least 1s, such as 30s or 2m";
}

}  // namespace

void add_once(CLI::App& app, program& to) {
    auto* const command =
        app.add_subcommand("once", "One round trip now, as a Nagios or Checkmk plugin.");
    command->footer(footer);
    auto const options = std::make_shared<once_options>();
    auto const timeout = std::make_shared<std::string>(to_text(options->timeout));
    command->add_option("probe", options->probe, "Name of a probe of the configuration")
        ->required()
        ->type_name("PROBE");
    command->add_option("-t,--timeout", *timeout, "How long to wait for the verdict")
        ->type_name("DURATION")
        ->check(CLI::Validator(check_timeout, ""))
        ->capture_default_str();
    // What is wrong with how a plugin is called says nothing about the mail.
    command->preparse_callback([&to](std::size_t /*arguments*/) {
        to.usage_status = static_cast<int>(plugin_status::unknown);
    });
    command->callback([&to, options, timeout] {
        to.chosen = [&to, options, timeout] {
            options->config = to.config;
            options->timeout = *parse_duration(*timeout);
            return run_once(*options, to.io);
        };
    });
}

}  // namespace mailsonde::cli
