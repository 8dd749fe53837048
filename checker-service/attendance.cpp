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
constexpr std::size_t most_visits = 200;  // connections at a time
constexpr milliseconds crowded = 50ms;
constexpr auto never = instant::max();

}  // namespace

void checker_core::attend(std::string const& mailbox, eventlog::transaction& out) {
    if (!owns(mailbox)) {
        return;
    }
    auto& watch = watch_of(mailbox);
    if (auto const blocked = obstacle(mailbox); !blocked.empty()) {
        watch.trouble = blocked;
        watch.failing_since = watch.failing_since.value_or(now_);
    }
    judge_by_time(mailbox, out);
    check_access(mailbox, out);
    if (state_.mails_of(mailbox).empty()) {
        if (watch.connected) {
            watch.connected = false;
            effects_.emplace_back([this, mailbox] { mailboxes_.close(mailbox); });
        }
        return;
    }
    auto const next_visit = busy_.contains(mailbox) ? never : visit(mailbox);
    agenda_.set(mailbox, std::min(next_visit, next_deadline(mailbox)));
}

/// Why no visit may begin; "" if it may.
std::string checker_core::obstacle(std::string const& mailbox) {
    if (!options_.config->mailboxes.contains(mailbox)) {
        return "the mailbox is not in the configuration any more";
    }
    auto const* const pause = state_.pause_of(mailbox);
    // One that lasts longer than it may was set before the clock was set back.
    if (pause != nullptr && pause->until > now_ &&
        pause->until <= now_ + options_.config->login_pause) {
        return "no login before " + to_rfc3339(pause->until) + ": " + pause->detail;
    }
    return "";
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
        apply(
            finding{
                model::rule::access,
                model::severity::critical,
                "the mailbox can't be read: " + watch.trouble
            },
            subject,
            out
        );
    }
}

/// Begins the visit that is due.
/// @return when the next one is; `never` if its answer decides
instant checker_core::visit(std::string const& mailbox) {
    if (stopped_) {
        return never;
    }
    if (!options_.config->mailboxes.contains(mailbox)) {
        return never;
    }
    if (!obstacle(mailbox).empty()) {
        return state_.pause_of(mailbox)->until;
    }
    auto& watch = watch_of(mailbox);
    auto const next =
        std::max(std::min(visit_to_remove(mailbox), visit_to_look(mailbox)), watch.not_before);
    if (next > now_) {
        if (watch.connected && next > now_ + keep_session) {
            watch.connected = false;
            effects_.emplace_back([this, mailbox] { mailboxes_.close(mailbox); });
        }
        return next;
    }
    if (busy_.size() + beginning_ >= most_visits) {
        return now_ + crowded;
    }
    ++beginning_;
    if (visit_to_remove(mailbox) <= now_) {
        begin_removal(mailbox);
    } else {
        begin_look(mailbox);
    }
    return never;
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
        next = std::min(next, look_due(mail, watch.last_began, now_).value_or(never));
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
        busy_.insert(mailbox);
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
        busy_.insert(mailbox);
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
