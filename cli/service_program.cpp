#include "cli/service_program.hpp"

#include "cli/exit_status.hpp"
#include "cli/health.hpp"
#include "cli/print_routes.hpp"
#include "shared/config/loader.hpp"
#include "shared/core/failpoint.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <utility>

namespace mailsonde::cli {
namespace {

struct service_texts {
    char const* name;
    char const* version;
    char const* description;
};

constexpr service_texts sender_texts{
    "mailsonde-sender",
    "mailsonde-sender " MAILSONDE_VERSION,
    "Sends the test mails of the probes that this replica owns, and says so on Kafka."
};
constexpr service_texts checker_texts{
    "mailsonde-checker",
    "mailsonde-checker " MAILSONDE_VERSION,
    "Looks for test mails, judges, raises alarms, and deletes what was judged."
};

constexpr auto const* footer =
    R"(Replicas share the work by Kafka's group assignment: start as many as are wanted, with the same
configuration. It needs `kafka` there, and the topics that `mailsonde topics create` makes. It may be
started before the brokers. Runs in the foreground and logs to standard error, one event a line.
With `health` it does not run: it asks the one that does.

SIGHUP, or a change of the configuration's files, loads it anew; a bad one changes nothing and is
logged. SIGINT or SIGTERM ends it within 10 seconds, and others take over at once.

Exit status:
  0  ended by SIGINT or SIGTERM
  1  it could not start: the configuration, the topics or a port has problems
  2  the command line is wrong
  70 start it again: it hung in a call to a broker, or another process has its name (`kafka.replica`))";

}  // namespace

int run_service_program(
    service_role role, std::vector<std::string> arguments, surroundings const& io
) {
    auto const& texts = role == service_role::sender ? sender_texts : checker_texts;
    std::filesystem::path config = "/etc/mailsonde/mailsonde.yaml";
    CLI::App app(texts.description, texts.name);
    app.footer(footer);
    app.set_version_flag("--version", texts.version, "Print the version and exit");
    add_print_routes(app);
    app.add_option("-c,--config", config, "The configuration file")
        ->type_name("FILE")
        ->capture_default_str();
    app.require_subcommand(0, 1);
    health_options health;
    auto const* const asks = describe_health(app, health);
    app.failure_message([&](CLI::App const* /*app*/, CLI::Error const& error) {
        return std::string(texts.name) + ": " + error.what() + "\nSee " + texts.name + " --help.\n";
    });
    try {
        std::ranges::reverse(arguments);  // as CLI11 wants them
        app.parse(std::move(arguments));
    } catch (CLI::ParseError const& error) {
        return app.exit(error, io.out, io.err) == 0 ? exit_ok : exit_usage;
    }
    if (asks->parsed()) {
        health.config = std::move(config);
        return run_health(health, io);
    }
    return run_services(config, role, io);
}

int service_main(service_role role, int argc, char** argv) {
    // To a reader's end of a pipe that went away we just stop writing.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    auto const armed = arm_failpoints(config::process_environment());
    if (!armed) {
        std::cerr << "mailsonde: " << armed.error().text() << '\n';
        return exit_usage;
    }
    return run_service_program(role, {argv + 1, argv + argc}, process_surroundings());
}

}  // namespace mailsonde::cli
