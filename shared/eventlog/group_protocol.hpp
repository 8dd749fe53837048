#pragma once

#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

/// Who owns which partition: the decisions only; no clock, no storage.
///
/// Every change of the membership begins a new generation. A member gives up what it holds, then
/// acknowledges the generation; once all have, each gets its range of the partitions. So nobody is
/// assigned anything that another member may still hold. A member proves its assignment by the
/// generation it acknowledged, for as long as its lease lasts.
namespace mailsonde::eventlog {

struct group_member_row {
    std::int64_t id = 0;            ///< never used again, so that an old proof can't come to life
    std::int64_t acknowledged = 0;  ///< the generation it gave everything up for; 0: none yet
    milliseconds lease_until{0};    ///< on the log's clock since boot; expired from this moment on

    friend bool operator==(group_member_row const&, group_member_row const&) = default;
};

struct group_rows {
    std::int64_t generation = 0;
    std::int64_t next_member = 1;
    std::vector<group_member_row> members;  ///< in ascending order of id

    friend bool operator==(group_rows const&, group_rows const&) = default;
};

/// A member and the generation under which it was assigned.
struct membership {
    std::int64_t member = 0;
    std::int64_t generation = 0;
};

/// Removes members whose lease ran out; whoever changes a group does this first.
void expire(group_rows& rows, milliseconds now);
/// @return the id of the new member
[[nodiscard]] std::int64_t enter(group_rows& rows, milliseconds lease_until);
void leave(group_rows& rows, std::int64_t id);
/// Nothing for a member that isn't there (any more).
void renew(group_rows& rows, std::int64_t id, milliseconds lease_until);
void acknowledge(group_rows& rows, std::int64_t id);

[[nodiscard]] std::optional<group_member_row> find_member(group_rows const& rows, std::int64_t id);
/// All have acknowledged the current generation.
[[nodiscard]] bool settled(group_rows const& rows);
/// The consecutive partitions of a member; sizes differ by one at most, the oldest get more.
[[nodiscard]] std::vector<int> share_of(group_rows const& rows, std::int64_t id, int partitions);

/// What a member has to do next.
enum class group_step : std::uint8_t {
    none,
    rejoin,       ///< it was removed: drop what it held and enter anew
    acknowledge,  ///< a new generation began: give up what it holds, then acknowledge
    assign,       ///< the generation is settled and it wasn't assigned under it yet
};

/// @param held  the generation of the assignment it holds, if it holds one
[[nodiscard]] group_step next_step(
    group_rows const& rows, std::int64_t id, std::optional<std::int64_t> held
);

/// Whether a commit under `held` may be done at `now`, given the stored row of the member.
[[nodiscard]] bool may_commit(
    std::optional<group_member_row> const& row, membership held, milliseconds now
);

/// A lease is renewed once a third of it has passed.
[[nodiscard]] milliseconds renewal_time(milliseconds lease_until, milliseconds session_timeout);
/// When the group must be looked at again even if nobody changes it.
[[nodiscard]] milliseconds next_check(
    group_rows const& rows, std::int64_t id, milliseconds session_timeout
);

}  // namespace mailsonde::eventlog
