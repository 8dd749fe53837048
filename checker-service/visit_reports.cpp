// What looks and deletions proved.
#include "checker-service/checker_core.hpp"
#include "checker-service/record_room.hpp"
#include "shared/clients/imap_client.hpp"
#include "shared/core/failpoint.hpp"
#include "shared/core/text.hpp"
#include "shared/wire/imap/imap_errc.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using model::mail_stage;
using wire::imap::deletion;
using wire::imap::imap_errc;

constexpr milliseconds removal_retry = 60s;
constexpr milliseconds removal_limit = 24h;  // then the mail is left behind, and that is said
constexpr milliseconds copy_watch = 10min;   // copies of a mail come soon or never
constexpr milliseconds lack_told_every = 60s;

std::map<std::string, std::vector<seen_mail>> by_token(std::vector<seen_mail> const& mails) {
    std::map<std::string, std::vector<seen_mail>> out;
    for (auto const& mail : mails) {
        out[mail.token].push_back(mail);
    }
    return out;
}

char const* outcome_of(clients::look_report const& report) {
    if (report.failure) {
        return "failed";
    }
    return report.complete ? "complete" : "partial";
}

/// Adds the places of genuine mails that are not known yet, as many as a record may hold.
/// @return those that were added
std::vector<model::mail_place> add_places(
    model::mail_state& mail, std::vector<seen_mail> const& seen
) {
    std::vector<model::mail_place> added;
    auto& places = mail.places;
    auto octets = std::accumulate(
        places.begin(),
        places.end(),
        std::size_t{0},
        [](std::size_t sum, auto const& place) { return sum + room_for(place.folder); }
    );
    for (auto const& one : seen) {
        auto const known = std::find(places.begin(), places.end(), one.place) != places.end();
        octets += known ? 0 : room_for(one.place.folder);
        if (one.genuine && !known && octets <= most_of_a_record) {
            places.push_back(one.place);
            added.push_back(one.place);
        }
    }
    return added;
}

/// Whether nothing is left to do about a place.
bool is_done(clients::removal_outcome const& outcome) {
    if (outcome.what != deletion::refused) {
        return true;
    }
    // Whatever lies there now, it isn't what we saw. If the mail is still around, a look finds it.
    return outcome.reason && (outcome.reason->code == imap_errc::uid_validity_changed ||
                              outcome.reason->code == imap_errc::no_such_folder);
}

bool went_well(clients::removal_outcome const& outcome) {
    return outcome.what != deletion::refused && outcome.what != deletion::not_ours &&
           outcome.what != deletion::flagged_only;
}

void tell_not_deleted(
    telemetry::logger& logger, std::string const& mailbox, clients::removal_outcome const& outcome
) {
    logger.write(
        telemetry::level::warn,
        "not_deleted",
        {{"mailbox", mailbox},
         {"folder", outcome.place.folder},
         {"uid", std::to_string(outcome.place.uid)},
         {"why", outcome.reason ? outcome.reason->text() : std::string(to_text(outcome.what))}}
    );
}

}  // namespace

void checker_core::on_look(look_answer const& answer, eventlog::transaction& out) {
    auto const& report = answer.report;
    metrics_.look(answer.mailbox, {outcome_of(report), report.phases, report.round_trips});
    if (auto const& expires = report.certificate_expires) {
        metrics_.certificate("imap", answer.mailbox, *expires);
    }
    if (report.failure && clients::is_login_refusal(report.failure->code)) {
        on_refused_login(answer.mailbox, report.failure->text());
    }
    if (answer.when != epoch_ || !owns(answer.mailbox)) {
        return;
    }
    auto& watch = watch_of(answer.mailbox);
    watch.looked(report, now_);
    if (report.failure && clients::is_our_own_lack(report.failure->code)) {
        tell_own_lack(*report.failure);
    }
    auto const before = out.appends.size();
    std::set<std::string> seen_tokens;
    for (auto const& [token, seen] :
         by_token(sightings_of(report.mails, *scope_of(answer.mailbox)))) {
        if (on_sighting(answer.mailbox, seen, out)) {
            seen_tokens.insert(token);
        }
    }
    auto const mails = state_.mails_of(answer.mailbox);  // a copy: verdicts change the original
    for (auto const& [id, mail] : mails) {
        if (mail.stage == mail_stage::pending && !seen_tokens.contains(mail.token)) {
            on_unseen(mail, report, out);
        }
    }
    if (!report.failure) {
        on_login(answer.mailbox, out);
    }
    if (out.appends.size() > before) {
        keep_marks(answer.mailbox, out);
    }
    if (!report.failure) {
        choose_leftovers(answer.mailbox);
    }
}

/// @return true if this settles the token: it was seen, or nobody has claimed it yet
bool checker_core::on_sighting(
    std::string const& mailbox, std::vector<seen_mail> const& seen, eventlog::transaction& out
) {
    auto const* const known = state_.find_token(mailbox, seen.front().token);
    if (known == nullptr) {
        watch_of(mailbox).unclaimed.keep(seen);
        return true;
    }
    auto mail = *known;
    auto history = history_of(mail);
    ++history.looks;
    if (mail.stage == mail_stage::pending) {
        auto const result = judge_seen(mail, seen, history, now_);
        if (!result) {
            return false;
        }
        note_copies(mailbox, add_places(mail, seen), 1);
        conclude(std::move(mail), *result, out);
        return true;
    }
    auto const added = add_places(mail, seen);
    if (added.empty()) {
        return true;
    }
    note_copies(mailbox, added, mail.stage == mail_stage::late_watch ? 1 : 0);
    if (mail.stage == mail_stage::late_watch) {
        auto const first =
            std::find_if(seen.begin(), seen.end(), [](auto const& one) { return one.genuine; });
        auto const late = judge_late(mail, *first, history, now_);
        append(late, out);
        for (auto const& finding : findings_of(late, mail.judging)) {
            apply(finding, mail.mail, mail.judging.labels, out);
        }
        failpoint("checker.C8.late_decided");
    }
    if (mail.stage != mail_stage::deleting) {
        mail.stage = mail_stage::deleting;
        mail.watch_until = now_ + removal_limit;
    }
    state_.put(mail, out);
    return true;
}

void checker_core::on_unseen(
    model::mail_state const& mail, clients::look_report const& report, eventlog::transaction& out
) {
    // A look that began before the mail was accepted says nothing about it.
    if (report.failure || report.began < mail.accepted_at) {
        return;
    }
    auto& kept = watch_of(mail.mail.mailbox).histories[mail.mail.mail_id];
    ++kept.looks;
    if (report.complete) {
        kept.last_unseen = report.began;
        if (report.swept) {
            kept.last_complete_look = report.began;
        }
    }
    if (auto const result = judge_unseen(mail, history_of(mail), now_)) {
        conclude(mail, *result, out);
    } else if (report.complete && report.swept) {
        if (auto const finding = overdue(mail, report.began)) {
            apply(*finding, mail.mail, mail.judging.labels, out);
        }
    }
}

void checker_core::tell_own_lack(failure const& what) {
    if (now_ >= next_lack_ || next_lack_ > now_ + lack_told_every) {
        next_lack_ = now_ + lack_told_every;
        logger_.write(
            telemetry::level::error,
            "few_descriptors",
            {{"why", what.text()}, {"then", "mailboxes are looked into later"}}
        );
    }
}

void checker_core::on_removal(removal_answer const& answer, eventlog::transaction& out) {
    if (!answer.outcomes && clients::is_login_refusal(answer.outcomes.error().code)) {
        on_refused_login(answer.mailbox, answer.outcomes.error().text());
    }
    if (answer.when != epoch_ || !owns(answer.mailbox)) {
        return;
    }
    auto& watch = watch_of(answer.mailbox);
    if (!answer.outcomes) {
        auto const& error = answer.outcomes.error();
        if (clients::is_our_own_lack(error.code)) {
            watch.give_way(now_);
            tell_own_lack(error);
            return;
        }
        on_removal_failed(answer.mailbox);
        // Only looks prove that the mailbox can't be read, and they come first: a server that
        // breaks at every deletion must not blind us.
        watch.back_off(std::nullopt, now_);
        watch.remove_not_before = now_ + removal_retry;
        return;
    }
    auto const mails = state_.mails_of(answer.mailbox);
    for (auto const& outcome : *answer.outcomes) {
        auto const is_leftover = on_leftover(answer.mailbox, outcome, is_done(outcome));
        auto const* const why = is_leftover                    ? "leftover"
                                : watch.is_copy(outcome.place) ? "copy"
                                                               : "judged";
        metrics_.deletion(answer.mailbox, why, to_text(outcome.what));
        if (!went_well(outcome)) {
            tell_not_deleted(logger_, answer.mailbox, outcome);
        }
        if (outcome.what != deletion::refused) {
            continue;
        }
        if (is_done(outcome)) {
            watch.forget_folder(outcome.place.folder);
        } else if (!is_leftover) {
            watch.remove_not_before = now_ + removal_retry;
        }
    }
    for (auto const& [id, before] : mails) {
        auto mail = before;
        for (auto const& outcome : *answer.outcomes) {
            if (is_done(outcome)) {
                std::erase(mail.places, outcome.place);
            }
        }
        if (mail.places.size() < before.places.size()) {
            settle(std::move(mail), out);
        }
    }
}

void checker_core::settle(model::mail_state mail, eventlog::transaction& out) {
    if (mail.places.empty()) {
        mail.stage = mail_stage::settled;
        mail.watch_until = std::max(now_, mail.judging.deadline_at) + copy_watch;
    }
    state_.put(mail, out);
    failpoint("checker.C7.settled_decided");
    failpoint_among(effects_, "checker.C7.settled_committed");
}

}  // namespace mailsonde::checker
