#include "cli/check.hpp"

#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "shared/config/effective.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace mailsonde::cli {
namespace {

constexpr auto const* footer =
    R"(Reads all that the configuration refers to, secrets included, and connects to nothing. What is in
force is printed as YAML: includes merged, defaults written out, secrets redacted.

Problems go to standard error, all of them, one a line: FILE:LINE:COLUMN: what is wrong; what would
be right.

Examples:
  mailsonde check
  mailsonde check --quiet -c new.yaml && echo good
  diff <(mailsonde check -c old.yaml) <(mailsonde check -c new.yaml)

Exit status:
  0  the configuration is good
  1  it has problems, or can't be read
  2  the command line is wrong)";

}  // namespace

int run_check(check_options const& options, surroundings const& io) {
    auto const loaded = load_or_report(options.config, io);
    if (!loaded) {
        return exit_failed;
    }
    if (!options.quiet) {
        io.out << config::effective_yaml(*loaded);
    }
    return exit_ok;
}

void add_check(CLI::App& app, program& to) {
    auto* const command =
        app.add_subcommand("check", "Check the configuration and print it as it is in force.");
    command->footer(footer);
    auto const options = std::make_shared<check_options>();
    command->add_flag("-q,--quiet", options->quiet, "Print nothing if the configuration is good");
    command->callback([&to, options] {
        to.chosen = [&to, options] {
            options->config = to.config;
            return run_check(*options, to.io);
        };
    });
}

}  // namespace mailsonde::cli
