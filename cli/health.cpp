#include "cli/health.hpp"

#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "shared/telemetry/http_question.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace mailsonde::cli {
namespace {

constexpr auto const* footer =
    R"(Asks the pages at `http.listen` of the configuration, with `http.token`, and prints the answer: a word,
and the reasons. For a container's HEALTHCHECK or a timer, where there is no curl.

Only `http` matters: whatever else is wrong with the configuration, the process may live on.

Exit status:
  0  it lives: all threads that must turn do so; with --ready: it does its job
  1  it does not, nobody answers within 3 s, or the configuration has no `http`
  2  the command line is wrong)";

constexpr unsigned status_ok = 200;

/// nullopt after the reason was written.
std::optional<telemetry::http_question> question_for(
    health_options const& options, surroundings const& io
) {
    auto place = config::load_page_place(options.config, loader_options_for(io.env));
    if (place.listen) {
        return telemetry::http_question{
            .listen = *std::move(place.listen),
            .path = options.ready ? "/readyz" : "/healthz",
            .token = std::move(place.token)
        };
    }
    for (auto const& problem : place.problems) {
        io.err << problem.text() << '\n';
    }
    if (place.readable) {
        io.err << "mailsonde: the configuration has no `http.listen`, so that nobody can be "
                  "asked\n";
    }
    return std::nullopt;
}

}  // namespace

int run_health(health_options const& options, surroundings const& io) {
    auto const question = question_for(options, io);
    if (!question) {
        return exit_failed;
    }
    auto const page = telemetry::ask(*question);
    if (!page) {
        io.err << "mailsonde: " << page.error().text() << '\n';
        return exit_failed;
    }
    io.out << page->body;
    return page->status == status_ok ? exit_ok : exit_failed;
}

CLI::App* describe_health(CLI::App& app, health_options& options) {
    auto* const command = app.add_subcommand("health", "Ask the one that runs whether it is well.");
    command->footer(footer);
    command->fallthrough();  // --config may stand behind it
    command->add_flag("--ready", options.ready, "Ask whether it does its job, too");
    return command;
}

void add_health(CLI::App& app, program& to) {
    auto const options = std::make_shared<health_options>();
    describe_health(app, *options)->callback([&to, options] {
        to.chosen = [&to, options] {
            options->config = to.config;
            return run_health(*options, to.io);
        };
    });
}

}  // namespace mailsonde::cli
