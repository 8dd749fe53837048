#pragma once

#include "shared/config/config.hpp"

#include <set>
#include <string>

namespace mailsonde::config {

/// Routes of `next` whose server or login is not what it was: connections to them have to be made
/// anew, and a pause after a refused login is over.
[[nodiscard]] std::set<std::string> changed_routes(config const& before, config const& next);
/// The same for mailboxes; what is watched in them counts, too.
[[nodiscard]] std::set<std::string> changed_mailboxes(config const& before, config const& next);

/// The first key of `kafka` that differs ("kafka.brokers"), "kafka" if only one has the section, ""
/// if nothing does. What the files of `kafka.tls` hold doesn't count.
[[nodiscard]] std::string changed_kafka(config const& before, config const& next);

}  // namespace mailsonde::config
