#pragma once

#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

/// Which slots are due. Pure: `now` is an argument, slots lie on absolute time, so that restarts,
/// takeovers and other replicas agree on them.
namespace mailsonde::sender {

/// The newest slot at or before `now`: phase(hash(probe)) + n·every.
[[nodiscard]] instant newest_slot(std::string_view probe, milliseconds every, instant now);

/// Slots that pass without a mail because nobody was there in time.
struct slot_gap {
    instant from;
    instant to;  ///< inclusive
    std::int64_t slots = 0;

    friend bool operator==(slot_gap const&, slot_gap const&) = default;
};

struct slot_decision {
    std::optional<instant> send;  ///< begin this slot now
    std::optional<slot_gap> gap;

    friend bool operator==(slot_decision const&, slot_decision const&) = default;
};

/// At most the newest slot is sent, and only within its start window (half the interval, at most
/// 60 s): being down never ends in a burst. Older slots become one gap. A probe that was never seen
/// before begins at once. After a clock was set back, no slot is repeated; but one whose last slot
/// lies more than an hour (and an interval) in the future counts as never seen.
[[nodiscard]] slot_decision decide_slot(
    std::string_view probe, milliseconds every, std::optional<instant> last_slot, instant now
);

/// When decide_slot will next have something to say, for a probe that was decided at `now`.
[[nodiscard]] instant next_slot(std::string_view probe, milliseconds every, instant now);

}  // namespace mailsonde::sender
