#include "checker-service/reaper.hpp"

#include "shared/model/token.hpp"

#include <chrono>

namespace mailsonde::checker {
namespace {

/// As far as clocks of two of our machines may differ.
constexpr milliseconds clock_tolerance = std::chrono::minutes(5);

}  // namespace

leftover judge_leftover(
    seen_mail const& mail, token_scope const& scope, milliseconds after, instant now
) {
    if (!mail.genuine) {
        return leftover::not_genuine;
    }
    auto const token = model::token::parse(mail.token);
    if (!token) {
        return leftover::not_valid;
    }
    auto const slot = token->id().slot;
    if (slot > now + clock_tolerance) {
        return leftover::from_the_future;
    }
    if (slot + after > now) {
        return leftover::too_young;
    }
    return recipient_of(*token, scope) ? leftover::due : leftover::not_valid;
}

}  // namespace mailsonde::checker
