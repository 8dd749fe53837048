#pragma once

#include "shared/core/time.hpp"
#include "shared/model/state.hpp"

#include <optional>

/// When to look into a mailbox for a mail. Pure.
namespace mailsonde::checker {

/// The next look that this mail asks for; nullopt if it asks for none (it has been found).
///
/// A pending mail is looked for at accepted + grace, then after 0.1, 0.2, 0.4, 0.8, 1.5, 3, 5 s,
/// then every 5 s until a minute after the grace, then every 30 s; and once right at its deadline,
/// because only a look begun then can call it missing. One that was called missing is looked for
/// every 5 min.
/// @param last_began  begin of the last look into its mailbox, whatever came of it; one in the
/// future
///                    (the clock was set back since) counts as now, or no look would come for hours
[[nodiscard]] std::optional<instant> look_due(
    model::mail_state const& mail, std::optional<instant> last_began, instant now
);

/// When to begin a look that is due: soon after the acceptance at that moment, since its time is
/// the measure of the delay; later up to 0.1 s later, together with those into other mailboxes.
[[nodiscard]] instant gathered(instant due, instant accepted_at);

/// Whether a look that begins now should also go through the folders that nobody watches: from 5 s
/// after the grace on, not more than every 10 s (5 min for one that was called missing); always at
/// the deadline.
/// @param last_sweep  begin of the last look that did
[[nodiscard]] bool sweep_due(
    model::mail_state const& mail, std::optional<instant> last_sweep, instant now
);

/// How long to wait after `failures` looks in a row that could not be done: 1 s, doubling to 60 s.
[[nodiscard]] milliseconds look_back_off(int failures);

}  // namespace mailsonde::checker
