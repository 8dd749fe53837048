#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/model/state.hpp"
#include "shared/model/topics.hpp"

#include <cstddef>

namespace mailsonde::bench {

/// A mail that is out, for one of 2,000 mailboxes.
[[nodiscard]] model::mail_state mail_number(std::size_t number);

/// Makes the topics, and the log of a checker that has so many mails out.
void fill_pending(eventlog::log& log, model::topics const& topics, std::size_t mails);

}  // namespace mailsonde::bench
