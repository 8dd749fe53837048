#pragma once

#include "shared/clients/attempt.hpp"
#include "shared/config/config.hpp"
#include "shared/core/time.hpp"
#include "shared/model/events.hpp"
#include "shared/model/state.hpp"

#include <optional>
#include <string>
#include <variant>

/// The life of one test mail until the relay has it. Pure.
namespace mailsonde::sender {

/// The intent for one mailbox of a slot: identity, token, limits; not yet tried.
[[nodiscard]] model::open_send plan_mail(
    config::config const& config,
    config::probe const& probe,
    config::mailbox const& mailbox,
    instant slot,
    instant now
);

/// What follows from an attempt: an event to commit, and whether the mail stays open.
struct send_decision {
    model::event event;
    std::optional<model::open_send> still_open;  ///< to be tried again at its not_before
};

/// - accepted → sent.
/// - 4xx → deferred (after 1, 5, 10, 10, … times `retry`) until the send window ends, then failed.
/// - no connection, no TLS → retried soon and for a minute only: the alarm must not wait for an
/// hour.
/// - 5xx, refused login → failed.
/// - The data was out once and nobody knows: what would be `failed` is `send_unknown` instead.
[[nodiscard]] send_decision decide_send(
    model::open_send const& mail, clients::attempt const& attempt, milliseconds retry
);

/// For a mail whose send window ended while nobody could try it (crash, pause).
[[nodiscard]] model::event give_up(model::open_send const& mail, instant now);

/// The Message-ID of a test mail, without angle brackets; also of every resend.
[[nodiscard]] std::string message_id_of(std::string_view token, std::string_view from);

}  // namespace mailsonde::sender
