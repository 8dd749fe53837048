#pragma once

#include "tests/bench/log/participant.hpp"

#include <cstddef>
#include <string>

namespace mailsonde::bench {

struct flow_figures {
    double median_ms = 0;
    double p95_ms = 0;
};

/// How long it takes from the beginning of the commit of a `sent` event until its result is
/// committed, by a checker whose mailboxes answer at once and without grace: what is left is the
/// log's, and the pauses of who waits for it.
/// @param checker  a log of its own, as each service has
[[nodiscard]] flow_figures sent_to_result(
    log_opener const& sender,
    log_opener const& checker,
    std::string const& prefix,
    std::size_t mails
);

}  // namespace mailsonde::bench
