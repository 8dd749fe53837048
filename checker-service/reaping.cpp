// Mails of ours that nobody claims, and copies of those that somebody does.
#include "checker-service/checker_core.hpp"
#include "shared/model/token.hpp"
#include "shared/model/topics.hpp"

#include <algorithm>
#include <chrono>

namespace mailsonde::checker {
namespace {

using model::mail_stage;
using telemetry::level;

constexpr milliseconds sender_returns = std::chrono::seconds(30);

std::string age_of(std::string const& token, instant now) {
    auto const parsed = model::token::parse(token);
    auto const slot = parsed ? parsed->id().slot : now;
    return to_text(std::chrono::floor<std::chrono::seconds>(now - slot));
}

}  // namespace

/// For the visit that follows a look. Tokens of mails that are out are never among the unclaimed:
/// on_sighting and receive() see to that.
void checker_core::choose_leftovers(std::string const& mailbox) {
    watch_of(mailbox).unclaimed.choose(
        *scope_of(mailbox), options_.config->reaper, read_until(mailbox), now_
    );
}

/// The time until which all events that could claim a mail of this mailbox are known. After an
/// outage of days of the checker, they may be a long time coming; after one of the sender, its
/// first turn says what became of the mails that it had begun.
instant checker_core::read_until(std::string const& mailbox) const {
    auto const known = progress_.find(model::partition_of(mailbox));
    if (known == progress_.end() || now_ < known->second.restored_at + sender_returns) {
        return instant::min();
    }
    return known->second.read_until.value_or(instant::min());
}

/// @return whether it is about a leftover
bool checker_core::on_leftover(
    std::string const& mailbox, clients::removal_outcome const& outcome, bool is_done
) {
    if (!is_done) {
        return put_back(mailbox, outcome.place);
    }
    auto const mail = watch_of(mailbox).unclaimed.settled(outcome.place);
    if (mail && outcome.what == wire::imap::deletion::expunged) {
        logger_.write(
            level::info,
            "reaped",
            {{"mailbox", mailbox},
             {"folder", mail->folder_name},
             {"uid", std::to_string(mail->place.uid)},
             {"token", mail->token},
             {"age", age_of(mail->token, now_)}}
        );
    }
    return mail.has_value();
}

/// The whole visit failed: nobody knows what is gone, and the next look will not tell.
void checker_core::on_removal_failed(std::string const& mailbox) {
    auto const& mails = state_.mails_of(mailbox);
    auto const any_judged = std::ranges::any_of(mails, [](auto const& one) {
        return one.second.stage == mail_stage::deleting && !one.second.places.empty();
    });
    auto const leftovers = watch_of(mailbox).unclaimed.chosen();
    if (any_judged) {
        metrics_.deletion(mailbox, "judged", "failed");
    }
    if (!leftovers.empty()) {
        metrics_.deletion(mailbox, "leftover", "failed");
    }
    for (auto const& mail : leftovers) {
        put_back(mailbox, mail.place);
    }
}

/// A leftover that could not be deleted now. @return false if there is none at this place
bool checker_core::put_back(std::string const& mailbox, model::mail_place const& place) {
    auto const refusal = watch_of(mailbox).unclaimed.refused(place, now_);
    if (refusal && refusal->is_last) {
        logger_.write(
            level::error,
            "left_behind",
            {{"mailbox", mailbox},
             {"folder", refusal->mail.folder_name},
             {"uid", std::to_string(place.uid)},
             {"token", refusal->mail.token}}
        );
    }
    return refusal.has_value();
}

/// @param places  where mails with one token were found now
/// @param known   how many of them, from the first on, are no copies
void checker_core::note_copies(
    std::string const& mailbox, std::vector<model::mail_place> const& places, std::size_t known
) {
    if (places.size() <= known) {
        return;
    }
    auto const copies = places.size() - known;
    for (auto i = known; i < places.size(); ++i) {
        watch_of(mailbox).note_copy(places[i]);
    }
    effects_.emplace_back([this, mailbox, copies] { metrics_.copies(mailbox, copies); });
}

}  // namespace mailsonde::checker
