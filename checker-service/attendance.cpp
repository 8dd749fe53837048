// What time brings: visits, verdicts without a visit, and the end of waiting.
#include "checker-service/checker_core.hpp"
#include "checker-service/look_plan.hpp"
#include "shared/core/failpoint.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using model::mail_stage;

/// Looks that are further apart each get a session of their own.
constexpr milliseconds keep_session = 15s;
/// A first contact reads the mails of this time before the oldest test mail, because server and we
/// may disagree about what day it is.
constexpr milliseconds first_contact = 24h;
constexpr std::size_t most_sessions = 400;  // of this process; each is a file descriptor
constexpr auto never = instant::max();

}  // namespace

void checker_core::attend(std::string const& mailbox, eventlog::transaction& out) {
    if (!owns(mailbox)) {
        end_session(mailbox);
        return;
    }
    auto& watch = watch_of(mailbox);
    if (auto const blocked = obstacle(mailbox); !blocked.empty()) {
        watch.trouble = blocked;
        watch.only_limited = false;
        watch.failing_since = watch.failing_since.value_or(now_);
    }
    judge_by_time(mailbox, out);
    check_access(mailbox, out);
    if (state_.mails_of(mailbox).empty()) {
        slots_.leave(mailbox);
        end_session(mailbox);
        return;
    }
    auto const next_visit = slots_.is_visited(mailbox) ? never : visit(mailbox);
    agenda_.set(mailbox, std::min(next_visit, next_deadline(mailbox)));
}

/// Why no visit may begin; "" if it may.
std::string checker_core::obstacle(std::string const& mailbox) const {
    if (!options_.config->mailboxes.contains(mailbox)) {
        return "the mailbox is not in the configuration any more";
    }
    auto const* const pause = pause_of(mailbox);
    return pause == nullptr ? ""
                            : "no login before " + to_rfc3339(pause->until) + ": " + pause->detail;
}

void checker_core::judge_by_time(std::string const& mailbox, eventlog::transaction& out) {
    auto const mails = state_.mails_of(mailbox);  // a copy: verdicts change the original
    for (auto const& [id, mail] : mails) {
        if (mail.stage == mail_stage::pending) {
            if (auto const result = judge_unseen(mail, history_of(mail), now_)) {
                conclude(mail, *result, out);
            }
        } else if (mail.watch_until <= now_) {
            if (mail.stage == mail_stage::deleting) {
                logger_.write(
                    telemetry::level::error,
                    "left_behind",
                    {{"mailbox", mailbox}, {"mail_id", id}, {"token", mail.token}}
                );
            }
            watch_of(mailbox).histories.erase(id);
            state_.erase(mail, out);
            failpoint("checker.C8.tombstone_decided");
            failpoint_among(effects_, "checker.C8.tombstone_committed");
        }
    }
}

void checker_core::check_access(std::string const& mailbox, eventlog::transaction& out) {
    auto const& watch = watch_of(mailbox);
    alert_subject const subject{"", mailbox, "", {}};
    if (!watch.failing_since) {
        // Only a look that succeeded proves it; after a restart there has been none yet.
        if (watch.last_began) {
            apply(
                finding{model::rule::access, std::nullopt, "the mailbox can be read again"},
                subject,
                out
            );
        }
        return;
    }
    if (now_ >= *watch.failing_since + options_.config->access_alert_after) {
        // A server that is busy or wants to be spared is there, and says so.
        auto const limited = watch.only_limited;
        apply(
            finding{
                model::rule::access,
                limited ? model::severity::warning : model::severity::critical,
                (limited ? "limited by the server, the mailbox can't be read for now: "
                         : "the mailbox can't be read: ") +
                    watch.trouble
            },
            subject,
            out
        );
    }
}

/// Stands in line for the visit that is due.
/// @return when the next one is; `never` if its answer decides
instant checker_core::visit(std::string const& mailbox) {
    if (stopped_ || !options_.config->mailboxes.contains(mailbox)) {
        slots_.leave(mailbox);
        return never;
    }
    if (auto const* const pause = pause_of(mailbox)) {
        slots_.leave(mailbox);
        end_session(mailbox);
        return pause->until;
    }
    auto const next = std::max(
        {std::min(visit_to_remove(mailbox), visit_to_look(mailbox)),
         watch_of(mailbox).not_before,
         first_visit(mailbox)}
    );
    if (next > now_) {
        slots_.leave(mailbox);
        if (next > now_ + keep_session) {
            end_session(mailbox);
        }
        return next;
    }
    slots_.wait(mailbox, places_.of(mailbox), next);
    return never;
}

/// When we begin, all mailboxes that have mails out are due at once.
instant checker_core::first_visit(std::string const& mailbox) const {
    auto const known = watches_.find(mailbox);
    if (known == watches_.end() || known->second.last_began) {
        return {};
    }
    auto grace = milliseconds::max();
    for (auto const& [id, mail] : state_.mails_of(mailbox)) {
        grace = std::min(grace, mail.judging.grace);
    }
    return started_at_ + start_delay(mailbox, places_.neighbours(mailbox), grace);
}

/// Whose turn it is, begins.
void checker_core::begin_visits() {
    slot_limits const limits{
        static_cast<std::size_t>(options_.config->sessions_per_server), most_sessions
    };
    while (auto const next = stopped_ ? std::nullopt : slots_.grant(limits)) {
        auto const& [mailbox, instead_of] = *next;
        if (instead_of) {
            mailboxes_.close(*instead_of);
        }
        if (visit_to_remove(mailbox) <= now_) {
            begin_removal(mailbox);
        } else {
            begin_look(mailbox);
        }
    }
}

/// At once: nothing has to be durable before an idle session may end.
void checker_core::end_session(std::string const& mailbox) {
    if (slots_.keeps_session(mailbox)) {
        slots_.closed(mailbox);
        mailboxes_.close(mailbox);
    }
}

instant checker_core::visit_to_remove(std::string const& mailbox) {
    auto const& mails = state_.mails_of(mailbox);
    auto const any = std::any_of(mails.begin(), mails.end(), [](auto const& one) {
        return one.second.stage == mail_stage::deleting && !one.second.places.empty();
    });
    auto const& watch = watch_of(mailbox);
    return any || !watch.unclaimed.chosen().empty() ? std::max(watch.remove_not_before, now_)
                                                    : never;
}

instant checker_core::visit_to_look(std::string const& mailbox) {
    auto const& watch = watch_of(mailbox);
    auto next = never;
    for (auto const& [id, mail] : state_.mails_of(mailbox)) {
        if (auto const due = look_due(mail, watch.last_began, now_)) {
            next = std::min(next, gathered(*due, mail.accepted_at));
        }
    }
    if (watch.last_began && *watch.last_began <= now_ && next != never) {
        auto const& wishes = options_.config->mailboxes.at(mailbox);
        next = std::max(next, *watch.last_began + wishes.min_look_interval);
    }
    return next;
}

void checker_core::begin_removal(std::string const& mailbox) {
    auto const scope = scope_of(mailbox);
    std::vector<clients::removal> removals;
    for (auto const& [id, mail] : state_.mails_of(mailbox)) {
        if (mail.stage == mail_stage::deleting) {
            for (auto const& place : mail.places) {
                removals.push_back({place, holds(scope, mail.token)});
            }
        }
    }
    for (auto const& mail : watch_of(mailbox).unclaimed.chosen()) {
        removals.push_back({mail.place, holds(scope, mail.token)});
    }
    effects_.emplace_back([this, mailbox, removals = std::move(removals), scope] {
        slots_.begun(mailbox);
        mailboxes_.remove(mailbox, epoch_, removals, is_ours(scope));
    });
}

void checker_core::begin_look(std::string const& mailbox) {
    auto const& watch = watch_of(mailbox);
    clients::look_request request;
    request.marks = watch.marks();
    request.since = now_;
    for (auto const& [id, mail] : state_.mails_of(mailbox)) {
        if (mail.stage != mail_stage::pending && mail.stage != mail_stage::late_watch) {
            continue;
        }
        request.since = std::min(request.since, mail.accepted_at);
        request.sweep = request.sweep || sweep_due(mail, watch.last_sweep, now_);
        if (mail.judging.expect == model::expected_place::folder) {
            request.also_folders.push_back(mail.judging.expect_folder);
        }
    }
    request.since -= first_contact;
    effects_.emplace_back([this, mailbox, request = std::move(request)] {
        slots_.begun(mailbox);
        mailboxes_.look(mailbox, epoch_, request);
    });
}

/// When something is to be decided even without a visit.
instant checker_core::next_deadline(std::string const& mailbox) {
    auto next = never;
    auto const consider = [&](instant at) {
        if (at > now_) {
            next = std::min(next, at);
        }
    };
    for (auto const& [id, mail] : state_.mails_of(mailbox)) {
        consider(
            mail.stage == mail_stage::pending ? mail.judging.undetermined_at : mail.watch_until
        );
    }
    auto const& watch = watch_of(mailbox);
    if (watch.failing_since) {
        consider(*watch.failing_since + options_.config->access_alert_after);
    }
    return next;
}

}  // namespace mailsonde::checker
