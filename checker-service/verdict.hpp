#pragma once

#include "shared/clients/look.hpp"
#include "shared/core/time.hpp"
#include "shared/model/events.hpp"
#include "shared/model/state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What became of a test mail, from what was seen. Pure; every verdict rests on evidence.
namespace mailsonde::checker {

using clients::folder_kind;

/// One mail of ours as a look found it; its token has been verified.
struct seen_mail {
    std::string token;
    model::mail_place place;
    std::string folder_name;  ///< for people
    folder_kind kind = folder_kind::inbox;
    instant seen_at;
    std::optional<instant> server_date;  ///< SAVEDATE or INTERNALDATE, whole seconds
    bool genuine =
        true;  ///< false: holds our token but isn't our mail (a redirect, a reply): a copy
};

/// What earlier looks proved about a mail.
struct look_history {
    std::int64_t looks = 0;
    std::optional<instant> last_unseen;         ///< begin of the last look that did not see it
    std::optional<instant> last_complete_look;  ///< begin of the last look through all folders
    std::string access_failure;                 ///< why the mailbox can't be read now; "" if it can
};

/// The delay, by our own clock where it is exact enough, else by the server's date as far as it
/// agrees with what we saw: the server's second must overlap the time between the last look without
/// the mail and the one with it, or its clock is wrong and only our own counts.
[[nodiscard]] model::sighting measure(
    model::mail_state const& mail, seen_mail const& seen, std::optional<instant> last_unseen
);

/// The delay that is proven, which is what limits are compared with.
[[nodiscard]] milliseconds proven_delay(model::sighting const& sighting);

/// A pending mail was seen. `seen` holds the sightings of its token, the best place first; the
/// first genuine one decides, the others count as copies. nullopt if none is genuine: somebody's
/// reply or redirect that holds our token proves nothing about the test mail.
[[nodiscard]] std::optional<model::mail_result> judge_seen(
    model::mail_state const& mail,
    std::vector<seen_mail> const& seen,
    look_history const& history,
    instant now
);

/// A pending mail was not seen. `missing` needs a complete look begun after the deadline, and a
/// sending that is certain. `undetermined` needs evidence, too: that the mailbox can't be read now,
/// and that there was no such look for too long. After an outage of our own the next look decides.
[[nodiscard]] std::optional<model::mail_result> judge_unseen(
    model::mail_state const& mail, look_history const& history, instant now
);

/// A mail that was called missing or undetermined was seen after all, and `seen` is genuine.
[[nodiscard]] model::mail_late judge_late(
    model::mail_state const& mail, seen_mail const& seen, look_history const& history, instant now
);

}  // namespace mailsonde::checker
