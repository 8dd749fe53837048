#pragma once

#include "checker-service/token_check.hpp"
#include "checker-service/verdict.hpp"
#include "shared/core/time.hpp"

#include <cstdint>

/// Which test mails that nobody claims may be deleted: the leftovers of crashes, of `mailsonde
/// once` and of lost logs, and copies that came too late. Pure.
namespace mailsonde::checker {

enum class leftover : std::uint8_t {
    not_genuine,      ///< holds our token but isn't our mail: a reply, a redirect, a quotation
    not_valid,        ///< forged, or for another instance, mailbox, recipient or key
    from_the_future,  ///< its slot is yet to come: somebody's clock is wrong
    too_young,        ///< may still be claimed
    due,
};

/// Only `due` may be deleted. That no mail of this token is out is the caller's to know.
/// @param scope  of the mailbox where it lies, by the configuration in force
/// @param after  the least age of its slot; see config::least_reaping_age
[[nodiscard]] leftover judge_leftover(
    seen_mail const& mail, token_scope const& scope, milliseconds after, instant now
);

}  // namespace mailsonde::checker
