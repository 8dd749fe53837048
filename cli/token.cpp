#include "cli/token.hpp"

#include "cli/token_inspect.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace mailsonde::cli {
namespace {

constexpr auto const* footer =
    R"(FILE is a mail, its header, or any text; "-" is standard input. Tokens are looked for in the fields
X-Mailsonde-Token, Message-ID and Subject, and in the whole text if these hold none, as in bounces.
At most 1 MiB is read. Each token is tried for each configured mailbox with each signing key.

A mail counts as ours if its token verifies, stands in two of X-Mailsonde-Token, Message-ID and
Subject, and the mail is no answer to and no forward of another one (In-Reply-To, References,
Resent-*). Only such a mail is ever deleted.

Examples:
  mailsonde token inspect suspicious.eml
  doveadm fetch -u anna hdr mailbox INBOX uid 4711 | mailsonde token inspect -

Exit status:
  0  at least one token verifies for a mailbox of this configuration
  1  none was found, none verifies, or the file or the configuration can't be read
  2  the command line is wrong)";

}  // namespace

void add_token(CLI::App& app, program& to) {
    auto* const group =
        app.add_subcommand("token", "Work with the tokens that make a mail a test mail of ours.");
    group->footer("See mailsonde token inspect --help.");
    group->require_subcommand(0, 1);
    auto* const command =
        group->add_subcommand("inspect", "Find the tokens in a mail and tell whose they are.");
    command->footer(footer);
    auto const options = std::make_shared<inspect_options>();
    command->add_option("FILE", options->file, "The mail, or - for standard input")
        ->type_name("")
        ->required();
    command->callback([&to, options] {
        to.chosen = [&to, options] {
            options->config = to.config;
            return run_token_inspect(*options, to.io);
        };
    });
}

}  // namespace mailsonde::cli
