#pragma once

#include "shared/clients/attempt.hpp"
#include "shared/core/result.hpp"
#include "shared/wire/smtp/submit_dialog.hpp"

#include <optional>
#include <string_view>

/// What dialogs and connections tell, in the words of events. Pure, but for `ended_at`, which is
/// now.
namespace mailsonde::clients {

/// The server has decided, for the mail or against it.
[[nodiscard]] attempt decided(wire::smtp::submit_outcome const& outcome);

/// It never came to a decision.
/// @param phase     where it ended
/// @param decisive  the reply that caused the failure, if one did
[[nodiscard]] attempt undecided(
    failure const& reason, std::string_view phase, std::optional<wire::smtp::reply> const& decisive
);

}  // namespace mailsonde::clients
