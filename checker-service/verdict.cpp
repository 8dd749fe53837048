#include "checker-service/verdict.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using model::expected_place;
using model::outcome;

constexpr milliseconds server_date_step = 1s;  // INTERNALDATE and SAVEDATE are whole seconds

bool is_expected(model::judging const& judging, seen_mail const& seen) {
    switch (judging.expect) {
        case expected_place::inbox:
            return seen.kind == folder_kind::inbox || seen.kind == folder_kind::watched;
        case expected_place::junk:
            return seen.kind == folder_kind::junk;
        case expected_place::folder:
            return seen.folder_name == judging.expect_folder ||
                   seen.place.folder == judging.expect_folder;
        case expected_place::nothing:
            return false;
    }
    return false;
}

outcome outcome_of(model::judging const& judging, seen_mail const& seen) {
    if (is_expected(judging, seen)) {
        return outcome::delivered;
    }
    return seen.kind == folder_kind::junk && judging.expect != expected_place::nothing
               ? outcome::junk
               : outcome::misplaced;
}

/// When the last look began that would have seen the mail where it is now.
std::optional<instant> last_unseen_there(seen_mail const& seen, look_history const& history) {
    return seen.kind == folder_kind::other ? history.last_complete_look : history.last_unseen;
}

model::mail_result result_for(
    model::mail_state const& mail, look_history const& history, instant now
) {
    model::mail_result result;
    result.mail = mail.mail;
    result.at = now;
    result.looks = history.looks;
    result.last_complete_look = history.last_complete_look;
    result.accepted_at = mail.accepted_at;
    result.deadline_at = mail.judging.deadline_at;
    result.labels = mail.judging.labels;
    return result;
}

}  // namespace

model::sighting measure(
    model::mail_state const& mail, seen_mail const& seen, std::optional<instant> last_unseen
) {
    auto const accepted = mail.accepted_at;
    auto const upper = std::max(seen.seen_at, accepted);
    auto const lower = std::clamp(last_unseen.value_or(accepted), accepted, upper);
    model::sighting out;
    out.folder = seen.folder_name;
    out.junk = seen.kind == folder_kind::junk;
    out.uid = seen.place.uid;
    out.seen_at = seen.seen_at;
    out.server_date = seen.server_date;
    out.delay_at_least = lower - accepted;
    out.delay_at_most = upper - accepted;
    out.delay = out.delay_at_most;
    if (seen.server_date) {
        auto const from = std::max(*seen.server_date, lower);
        auto const to = std::min(*seen.server_date + server_date_step, upper);
        if (from <= to) {
            out.delay = from - accepted + (to - from) / 2;
            out.basis = model::delay_basis::server_date;
        }
    }
    return out;
}

milliseconds proven_delay(model::sighting const& sighting) {
    if (sighting.basis != model::delay_basis::server_date || !sighting.server_date) {
        return sighting.delay_at_least;
    }
    // `delay` is the middle of the server's second; only its begin is proven.
    auto const accepted = sighting.seen_at - sighting.delay_at_most;
    return std::max(sighting.delay_at_least, *sighting.server_date - accepted);
}

std::optional<model::mail_result> judge_seen(
    model::mail_state const& mail,
    std::vector<seen_mail> const& seen,
    look_history const& history,
    instant now
) {
    auto const genuine =
        std::find_if(seen.begin(), seen.end(), [](seen_mail const& one) { return one.genuine; });
    if (genuine == seen.end()) {
        return std::nullopt;
    }
    auto const& best = *genuine;
    auto const found = measure(mail, best, last_unseen_there(best, history));
    auto result = result_for(mail, history, now);
    result.copies = static_cast<int>(seen.size());
    result.outcome = outcome_of(mail.judging, best);
    result.as_expected = result.outcome == outcome::delivered;
    result.evidence = "seen in " + best.folder_name + ", UID " + std::to_string(best.place.uid) +
                      ", after " + to_text(found.delay);
    result.found = found;
    return result;
}

std::optional<model::mail_result> judge_unseen(
    model::mail_state const& mail, look_history const& history, instant now
) {
    auto const& judging = mail.judging;
    // A look that began in the future is none: the clock was set back since.
    auto const looked_after_deadline = history.last_complete_look &&
                                       *history.last_complete_look >= judging.deadline_at &&
                                       *history.last_complete_look <= now;
    auto result = result_for(mail, history, now);
    if (looked_after_deadline && !mail.sending_unknown) {
        result.outcome = outcome::missing;
        result.as_expected = judging.expect == expected_place::nothing;
        result.evidence = "not in any folder when a complete look began at " +
                          to_rfc3339(*history.last_complete_look) + ", after the deadline";
        return result;
    }
    if (looked_after_deadline) {
        result.evidence = "not seen, and nobody knows whether the relay ever accepted it";
        return result;
    }
    if (now >= judging.undetermined_at && !history.access_failure.empty()) {
        result.evidence =
            "no complete look was possible after the deadline: " + history.access_failure;
        return result;
    }
    return std::nullopt;
}

model::mail_late judge_late(
    model::mail_state const& mail, seen_mail const& seen, look_history const& history, instant now
) {
    auto const found = measure(mail, seen, last_unseen_there(seen, history));
    return {mail.mail, now, found, mail.judging.labels};
}

}  // namespace mailsonde::checker
