#include "cli/once_settings.hpp"

#include <algorithm>

namespace mailsonde::cli {

config::config once_settings(
    config::config const& whole, std::string const& probe, milliseconds timeout
) {
    auto out = whole;
    auto only = whole.probes.at(probe);
    only.grace = milliseconds(0);
    only.deadline = std::min(only.deadline, timeout);
    only.send_window = std::min(only.send_window, timeout);
    only.undetermined_after = milliseconds(0);
    // What is left of other mails is for `run` and `reap`: nobody waits for that here.
    out.reaper.per_look = 0;
    out.probes = {{probe, only}};
    std::erase_if(out.mailboxes, [&](auto const& one) {
        return std::find(only.to.begin(), only.to.end(), one.first) == only.to.end();
    });
    return out;
}

}  // namespace mailsonde::cli
