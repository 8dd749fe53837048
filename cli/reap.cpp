#include "cli/reap.hpp"

#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "cli/reap_run.hpp"
#include "shared/config/reaper_section.hpp"
#include "shared/core/text.hpp"

#include <algorithm>

namespace mailsonde::cli {
namespace {

/// What is wrong with the command line, by this configuration; "" if nothing is.
std::string objection(reap_options const& options, config::config const& config) {
    auto const least = config::least_reaping_age(config);
    auto const older_than = options.older_than.value_or(config.reaper.after);
    if (older_than < least) {
        return "--older-than " + to_text(older_than) +
               " is too short: a mail may still be expected " + to_text(least) + " after its slot";
    }
    if (options.within <= older_than) {
        return "--within " + to_text(options.within) + " is not longer than --older-than " +
               to_text(older_than);
    }
    for (auto const& name : options.mailboxes) {
        if (!config.mailboxes.contains(name)) {
            return "the configuration has no mailbox " + sanitised(name);
        }
    }
    return "";
}

}  // namespace

int run_reap(reap_options const& options, surroundings const& io, reap_means const& means) {
    auto const config = load_or_report(options.config, io);
    if (!config) {
        return exit_failed;
    }
    if (auto const wrong = objection(options, *config); !wrong.empty()) {
        io.err << "mailsonde: " << wrong << '\n';
        return exit_usage;
    }
    reap_run run(*config, options, io, means);
    if (!run.open_log()) {
        return exit_failed;
    }
    auto const& wanted = options.mailboxes;
    for (auto const& [name, mailbox] : config->mailboxes) {
        auto const is_wanted = wanted.empty() || std::ranges::find(wanted, name) != wanted.end();
        if (is_wanted && !run.visit(mailbox)) {
            break;
        }
    }
    return run.conclude();
}

}  // namespace mailsonde::cli
