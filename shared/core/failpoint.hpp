#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

/// Places at which tests end or stop this process, to prove what a crash there leaves behind;
/// docs/crash-safety.md explains each. They exist in builds with MAILSONDE_FAILPOINTS only:
/// elsewhere a call is nothing, and the program doesn't contain their names.
///
/// Only for .cpp files of targets that link mailsonde_failpoints.
namespace mailsonde {

/// "<service>.<step>.<moment>". Those of the steps R are passed by the engine of either service.
inline constexpr auto failpoint_names = std::to_array<std::string_view>(
    {"sender.R1.joined",
     "sender.R2.assigned",
     "sender.R5.partition_restored",
     "sender.R6.restored",
     "sender.R7.revoked",
     "sender.R8.before_commit",
     "sender.R8.within_commit",
     "sender.R8.committed",
     "sender.S1.slot_decided",
     "sender.S2.scheduled_committed",
     "sender.S3.before_data",
     "sender.S3.before_reply",
     "sender.S4.outcome_decided",
     "sender.S4.sent_committed",
     "checker.R1.joined",
     "checker.R2.assigned",
     "checker.R5.partition_restored",
     "checker.R6.restored",
     "checker.R7.revoked",
     "checker.R8.before_commit",
     "checker.R8.within_commit",
     "checker.R8.committed",
     "checker.C1.sent_taken",
     "checker.C2.pending_committed",
     "checker.C3.look_begun",
     "checker.C3.look_answered",
     "checker.C4.verdict_decided",
     "checker.C5.verdict_committed",
     "checker.C6.deletion_begun",
     "checker.C6.flagged",
     "checker.C6.deletion_done",
     "checker.C7.settled_decided",
     "checker.C7.settled_committed",
     "checker.C8.late_decided",
     "checker.C8.late_committed",
     "checker.C8.tombstone_decided",
     "checker.C8.tombstone_committed"}
);

/// Faults that tests switch on, to prove that they would notice them.
inline constexpr auto breakage_names = std::to_array<std::string_view>({
    "sender.release_before_commit",   ///< mails go out before `scheduled` is durable
    "checker.release_before_commit",  ///< mails are deleted before their verdict is durable
    "ignore_fence",                   ///< who lost its lease commits all the same
    "restore_to_stable_offset",       ///< what lies behind an open transaction isn't restored
});

/// A name of a table, as its index. A name that isn't there doesn't compile.
template <auto const& TNames>
class listed_name {
public:
    consteval listed_name(char const* name) : listed_name({}, name) {}

    /// "<service>.<rest>"
    consteval listed_name(std::string_view service, std::string_view rest) {
        for (auto const name : TNames) {
            auto const fits = service.empty()
                                  ? name == rest
                                  : name.size() == service.size() + 1 + rest.size() &&
                                        name.starts_with(service) && name.ends_with(rest);
            if (fits) {
                return;
            }
            ++index_;
        }
        throw std::invalid_argument("the table has no such name");
    }

    [[nodiscard]] constexpr std::size_t index() const { return index_; }

private:
    std::size_t index_ = 0;
};

/// A name that the table has for either service, for code that both run.
template <auto const& TNames>
class shared_name {
public:
    consteval shared_name(char const* rest) : sender_("sender", rest), checker_("checker", rest) {}

    /// @param group  ends in the service's name; nullopt if it doesn't
    [[nodiscard]] constexpr std::optional<listed_name<TNames>> of(std::string_view group) const {
        if (group.ends_with("sender")) {
            return sender_;
        }
        return group.ends_with("checker") ? std::optional(checker_) : std::nullopt;
    }

private:
    listed_name<TNames> sender_;
    listed_name<TNames> checker_;
};

using failpoint_name = listed_name<failpoint_names>;
using engine_failpoint = shared_name<failpoint_names>;
using breakage_name = listed_name<breakage_names>;
using engine_breakage = shared_name<breakage_names>;

#ifdef MAILSONDE_FAILPOINTS

inline constexpr bool has_failpoints = true;

/// Takes orders from the environment. To be called once, before there are other threads:
///   MAILSONDE_CRASH_AT=name#3     SIGKILL to this process at the third passage (default: first)
///   MAILSONDE_STOP_AT=name#1      SIGSTOP likewise
///   MAILSONDE_BREAK=name          a fault for as long as the process lives
///   MAILSONDE_CLOCK_AHEAD=11m     the wall clock runs so far ahead
/// @errors invalid_argument, with what exists instead
[[nodiscard]] result<void> arm_failpoints(
    std::function<std::optional<std::string>(std::string const&)> const& environment
);

void failpoint(failpoint_name at);
void failpoint(std::string_view group, engine_failpoint at);

/// The next passage is the one at which the process is to end or stop.
[[nodiscard]] bool failpoint_is_due(failpoint_name at);

[[nodiscard]] bool is_broken(breakage_name by);
[[nodiscard]] bool is_broken(std::string_view group, engine_breakage by);

[[nodiscard]] milliseconds clock_ahead();

#else

inline constexpr bool has_failpoints = false;

[[nodiscard]] inline result<void> arm_failpoints(
    std::function<std::optional<std::string>(std::string const&)> const& /*environment*/
) {
    return {};
}

constexpr void failpoint(failpoint_name /*at*/) {}

constexpr void failpoint(std::string_view /*group*/, engine_failpoint /*at*/) {}

[[nodiscard]] constexpr bool failpoint_is_due(failpoint_name /*at*/) {
    return false;
}

[[nodiscard]] constexpr bool is_broken(breakage_name /*by*/) {
    return false;
}

[[nodiscard]] constexpr bool is_broken(std::string_view /*group*/, engine_breakage /*by*/) {
    return false;
}

[[nodiscard]] constexpr milliseconds clock_ahead() {
    return milliseconds(0);
}

#endif

/// Passes a failpoint together with the effects of a decision, which wait until it is durable.
template <class TEffects>
void failpoint_among(TEffects& effects, failpoint_name at) {
    if constexpr (has_failpoints) {
        effects.emplace_back([at] { failpoint(at); });
    }
}

}  // namespace mailsonde
