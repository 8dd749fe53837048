#include "cli/program.hpp"

#include "cli/print_routes.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace mailsonde::cli {
namespace {

constexpr auto const* description =
    "Mailsonde sends test mails and watches the mailboxes where they must arrive.";

constexpr auto const* footer = R"(Each command has a --help of its own, with examples.

Exit status:
  0  done
  1  the command could not do what was asked, or its answer is no
  2  the command line is wrong)";

/// The command as far as the line named it: "mailsonde token inspect".
std::string name_of(CLI::App const& app) {
    auto name = app.get_name();
    for (auto named = app.get_subcommands(); !named.empty();
         named = named.back()->get_subcommands()) {
        name += " " + named.back()->get_name();
    }
    return name;
}

/// For the program and each command, so that the option may stand before and behind the command's
/// name and every help shows it.
void add_config_option(CLI::App& app, std::filesystem::path& file) {
    std::vector<CLI::App*> open{&app};
    while (!open.empty()) {
        auto* const command = open.back();
        open.pop_back();
        command->add_option("-c,--config", file, "The configuration file")
            ->type_name("FILE")
            ->capture_default_str();
        auto const below = command->get_subcommands(nullptr);
        open.insert(open.end(), below.begin(), below.end());
    }
}

void describe(CLI::App& app) {
    app.description(description);
    app.footer(footer);
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", "mailsonde " MAILSONDE_VERSION, "Print the version and exit");
    add_print_routes(app);
    app.failure_message([](CLI::App const* whole, CLI::Error const& error) {
        return std::string("mailsonde: ") + error.what() + "\nSee " + name_of(*whole) +
               " --help.\n";
    });
}

int run_chosen(CLI::App const& app, program& state) {
    auto const& io = state.io;
    if (!state.chosen) {
        io.err << app.help();  // of the innermost command that was named
        return state.usage_status;
    }
    auto const status = state.chosen();
    if (!io.out.flush() && !io.reader_gone()) {
        io.err << "mailsonde: standard output can't be written to; is the disk full?\n";
        return exit_failed;
    }
    return status;
}

}  // namespace

int run_program(
    std::vector<std::string> arguments, std::span<add_command const> commands, surroundings io
) {
    program state{.io = std::move(io), .chosen = {}};
    CLI::App app("", "mailsonde");
    describe(app);
    for (auto const& add : commands) {
        add(app, state);
    }
    add_config_option(app, state.config);
    try {
        std::ranges::reverse(arguments);  // as CLI11 wants them
        app.parse(std::move(arguments));
        return run_chosen(app, state);
    } catch (CLI::ParseError const& error) {
        // CLI11 has a number of its own for each kind of error; nobody wants to tell them apart.
        return app.exit(error, state.io.out, state.io.err) == 0 ? exit_ok : state.usage_status;
    } catch (std::exception const& error) {
        state.io.err << "mailsonde: " << error.what() << '\n';
        return exit_failed;
    }
}

}  // namespace mailsonde::cli
