#pragma once

#include "checker-service/verdict.hpp"
#include "shared/core/time.hpp"
#include "shared/model/events.hpp"
#include "shared/model/state.hpp"

#include <optional>
#include <string>

/// Mails to judge. Times are milliseconds after acceptance, so that a table row can be read.
namespace mailsonde::checker::mails {

/// Not on a whole second: the seconds of a server's date begin at -250, 750, 1750 ms …
inline constexpr instant accepted_at{milliseconds(1'795'485'600'250)};

inline constexpr milliseconds grace{30'000};
inline constexpr milliseconds deadline{600'000};
inline constexpr milliseconds undetermined{1'500'000};
inline constexpr milliseconds warn{60'000};
inline constexpr milliseconds crit{300'000};

inline instant at(milliseconds after_acceptance) {
    return accepted_at + after_acceptance;
}

inline std::optional<instant> at_or_never(std::optional<milliseconds> after_acceptance) {
    return after_acceptance ? std::optional(accepted_at + *after_acceptance) : std::nullopt;
}

inline model::mail_state pending() {
    model::mail_state mail;
    mail.mail = {"mail-1", "inbound", "anna", accepted_at - milliseconds(800)};
    mail.token = "ms1.token";
    mail.recipient = "anna@example.org";
    mail.accepted_at = accepted_at;
    mail.judging.grace = grace;
    mail.judging.deadline_at = at(deadline);
    mail.judging.undetermined_at = at(undetermined);
    mail.judging.warn = warn;
    mail.judging.crit = crit;
    mail.judging.labels = {{"customer", "acme"}};
    return mail;
}

inline model::mail_state in_stage(model::mail_stage stage) {
    auto mail = pending();
    mail.stage = stage;
    return mail;
}

inline model::mail_state expected_in(model::expected_place expect, std::string const& folder = {}) {
    auto mail = pending();
    mail.judging.expect = expect;
    mail.judging.expect_folder = folder;
    return mail;
}

inline model::mail_state of_unknown_sending() {
    auto mail = pending();
    mail.sending_unknown = true;
    return mail;
}

inline seen_mail seen(
    milliseconds after_acceptance, std::optional<milliseconds> server_date = std::nullopt
) {
    seen_mail mail;
    mail.token = "ms1.token";
    mail.place = {"INBOX", 7, 4711};
    mail.folder_name = "INBOX";
    mail.seen_at = at(after_acceptance);
    mail.server_date = at_or_never(server_date);
    return mail;
}

inline seen_mail seen_in(
    folder_kind kind, std::string const& name, std::string const& name_on_server
) {
    auto mail = seen(milliseconds(31'000));
    mail.kind = kind;
    mail.folder_name = name;
    mail.place.folder = name_on_server;
    return mail;
}

}  // namespace mailsonde::checker::mails
