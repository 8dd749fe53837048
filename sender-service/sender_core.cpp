#include "sender-service/sender_core.hpp"

#include "sender-service/schedule.hpp"
#include "sender-service/send_decision.hpp"
#include "shared/clients/log_observer.hpp"
#include "shared/core/failpoint.hpp"
#include "shared/model/topics.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;

constexpr milliseconds longest_slot_check = 1h;
constexpr milliseconds expiry_check = 1s;
/// So many probes that were never seen begin at once; thousands would be a burst that relays and
/// servers take for an attack, and whose looks wait for each other beyond their deadlines.
constexpr std::size_t most_fresh = 50;
constexpr milliseconds fresh_step = 1s;

clients::attempt not_tried(model::send_failure why, std::string detail, instant now) {
    clients::attempt attempt;
    attempt.failure = why;
    attempt.tried = false;
    attempt.smtp.phase = "smtp.queue";
    attempt.detail = std::move(detail);
    attempt.ended_at = now;
    return attempt;
}

model::mail_gap gap_of(
    std::string const& probe,
    std::string const& mailbox,
    slot_gap const& gap,
    model::gap_reason reason
) {
    return {probe, mailbox, gap.from, gap.to, gap.slots, reason};
}

}  // namespace

sender_core::sender_core(
    sender_options options,
    relay_port& relays,
    telemetry::logger& logger,
    telemetry::metrics& metrics
)
    : options_(std::move(options)),
      relays_(relays),
      logger_(logger),
      metrics_(metrics),
      origin_{model::topics(options_.config->topic_prefix), options_.config->instance, "sender"},
      state_(origin_.topics.sender_state) {}

void sender_core::attempted(std::string mail_id, std::string route, clients::attempt attempt) {
    reports_.push_back({std::move(mail_id), std::move(route), std::move(attempt)});
}

void sender_core::configure(std::shared_ptr<config::config const> config) {
    options_.config = std::move(config);
    reconfigured_ = true;
    slots_stale_ = true;
}

void sender_core::restore(int partition, std::vector<eventlog::stored_record> const& state) {
    for (auto const& stored : state) {
        if (auto const done = state_.restore(stored.data); !done) {
            clients::tell_unreadable(logger_, stored, done.error());
        }
    }
    partitions_.insert(partition);
}

void sender_core::forget() {
    // What is in flight stays so: its answer will come and belongs to a mail that restore brings.
    // And what was refused stays refused, whether the log has it or not.
    ++restorations_;
    state_.clear();
    partitions_.clear();
    effects_.clear();
}

void sender_core::begin() {
    auto const now = options_.now();
    std::vector<std::string> doubtful;
    for (auto const& [id, mail] : state_.mails()) {
        // Its time had come, so somebody may have submitted it without having told.
        if (mail.not_before <= now) {
            doubtful.push_back(id);
        }
    }
    for (auto const& id : doubtful) {
        state_.note_maybe_accepted(id);
    }
    reconfigured_ = true;
    slots_stale_ = true;
    next_expiry_ = {};
}

void sender_core::take(
    eventlog::stored_record const& /*record*/, eventlog::transaction& /*out*/
) {
    // The group only shares out the probes; nobody sends us records.
}

void sender_core::decide(eventlog::transaction& out) {
    auto const now = options_.now();
    if (now < last_decided_) {  // the clock was set back: what we planned may be hours away
        slots_stale_ = true;
        next_expiry_ = {};
    }
    last_decided_ = now;
    for (auto& report : std::exchange(reports_, {})) {
        in_flight_.erase(report.route);
        metrics_.attempt(report.attempt.smtp.phases);
        if (auto const& expires = report.attempt.certificate_expires) {
            metrics_.certificate("smtp", report.route, *expires);
        }
        note_login(report, out);
        conclude(report.mail_id, report.attempt, out);
    }
    if (std::exchange(reconfigured_, false)) {
        end_stale_pauses(now, out);
    }
    write_refusals(now, out);
    if (stopped_) {
        return;
    }
    begin_slots(now, out);
    expire(now, out);
    dispatch(now, out);
}

void sender_core::release() {
    for (auto const& effect : std::exchange(effects_, {})) {
        effect();
    }
    metrics_.submissions_under_way(in_flight_.size());
}

milliseconds sender_core::rest() const {
    auto due = last_decided_ + longest_slot_check;
    if (!slots_.empty()) {
        due = std::min(due, slots_.begin()->first);
    }
    if (!state_.mails().empty()) {
        due = std::min(due, next_expiry_);
    }
    for (auto const& [route, queue] : state_.queues()) {
        if (!in_flight_.contains(route)) {
            due = std::min(due, queue.begin()->first);
        }
    }
    // What is due within the usual time is decided together.
    return eventlog::rest_until(due, last_decided_, options_.now(), eventlog::usual_rest);
}

void sender_core::begin_slots(instant now, eventlog::transaction& out) {
    if (std::exchange(slots_stale_, false)) {
        plan_slots(now);
    }
    std::size_t fresh = 0;
    while (!slots_.empty() && slots_.begin()->first <= now && !eventlog::is_enough(out)) {
        auto const name = slots_.extract(slots_.begin()).value().second;
        auto const& probe = options_.config->probes.at(name);
        auto next = now + longest_slot_check;
        if (options_.once) {
            begin_once(probe, now, out);
        } else if (!state_.last_slot(name) && fresh++ >= most_fresh) {
            next = now + fresh_step;
        } else {
            begin_slot(probe, now, out);
            next = std::min(next, next_slot(name, probe.every, now));
        }
        slots_.emplace(next, name);
    }
}

/// Asks all of our probes now. Later only those whose slot has come: there may be thousands.
void sender_core::plan_slots(instant now) {
    slots_.clear();
    for (auto const& [name, probe] : options_.config->probes) {
        if (partitions_.contains(model::partition_of(name))) {
            slots_.emplace(now, name);
        }
    }
}

void sender_core::begin_slot(config::probe const& probe, instant now, eventlog::transaction& out) {
    auto const decision = decide_slot(probe.name, probe.every, state_.last_slot(probe.name), now);
    if (!decision.send && !decision.gap) {
        return;
    }
    for (auto const& mailbox : probe.to) {
        if (decision.gap) {
            append(gap_of(probe.name, mailbox, *decision.gap, model::gap_reason::not_running), out);
        }
        if (decision.send) {
            begin_mail(probe, mailbox, *decision.send, now, out);
        }
    }
    state_.put(model::probe_state{probe.name, newest_slot(probe.name, probe.every, now)}, out);
}

void sender_core::begin_once(config::probe const& probe, instant now, eventlog::transaction& out) {
    if (state_.last_slot(probe.name)) {
        return;
    }
    for (auto const& mailbox : probe.to) {
        begin_mail(probe, mailbox, now, now, out);
    }
    state_.put(model::probe_state{probe.name, now}, out);
}

void sender_core::begin_mail(
    config::probe const& probe,
    std::string const& mailbox,
    instant slot,
    instant now,
    eventlog::transaction& out
) {
    if (state_.waiting(probe.name, mailbox) >= most_waiting) {
        append(gap_of(probe.name, mailbox, {slot, slot, 1}, model::gap_reason::backlog), out);
        return;
    }
    auto const& config = *options_.config;
    auto const mail = plan_mail(config, probe, config.mailboxes.at(mailbox), slot, now);
    append(
        model::mail_scheduled{mail.mail, mail.token, mail.recipient, mail.route, mail.send_by}, out
    );
    state_.put(mail, out);
    failpoint("sender.S1.slot_decided");
    effects_.emplace_back([this, name = probe.name] { metrics_.mail_scheduled(name); });
}

void sender_core::conclude(
    std::string const& mail_id, clients::attempt const& attempt, eventlog::transaction& out
) {
    auto const* const found = state_.find(mail_id);
    if (found == nullptr) {
        return;  // its probe went to another sender meanwhile
    }
    auto const mail = *found;
    auto const& config = *options_.config;
    auto const probe = config.probes.find(mail.mail.probe);
    auto const retry = probe == config.probes.end() ? config::probe().retry : probe->second.retry;
    auto const decision = decide_send(mail, attempt, retry);
    append(decision.event, out);
    if (decision.still_open) {
        state_.put(*decision.still_open, out);
    } else {
        state_.erase(mail_id, out);
    }
    failpoint("sender.S4.outcome_decided");
}

void sender_core::expire(instant now, eventlog::transaction& out) {
    if (now < next_expiry_) {
        return;
    }
    next_expiry_ = now + expiry_check;
    std::vector<std::string> expired;
    for (auto const& [id, mail] : state_.mails()) {
        if (mail.send_by <= now && !is_in_flight(mail)) {
            expired.push_back(id);
        }
    }
    for (auto const& id : expired) {
        if (eventlog::is_enough(out)) {
            next_expiry_ = {};
            return;
        }
        expire_mail(id, now, out);
    }
}

void sender_core::expire_mail(std::string const& mail_id, instant now, eventlog::transaction& out) {
    auto const mail = *state_.find(mail_id);
    if (mail.maybe_accepted) {
        append(give_up(mail, now), out);
        state_.erase(mail_id, out);
        return;
    }
    auto const why = "waited for route " + mail.route + " until its send window ended";
    conclude(mail_id, not_tried(model::send_failure::temporary, why, now), out);
}

void sender_core::dispatch(instant now, eventlog::transaction& out) {
    // One login of an account at a time: two with a wrong password are one too many.
    std::set<std::string> busy;
    for (auto const& [route, mail_id] : in_flight_) {
        busy.insert(account_of(route));
    }
    for (auto const& route : due_routes(now)) {
        auto const account = account_of(route);
        if ((account.empty() || !busy.contains(account)) && dispatch_route(route, now, out)) {
            busy.insert(account);
        }
    }
}

/// Those that have a mail whose time has come, the earliest first.
std::vector<std::string> sender_core::due_routes(instant now) const {
    std::vector<std::pair<instant, std::string>> due;
    for (auto const& [route, queue] : state_.queues()) {
        if (!in_flight_.contains(route) && queue.begin()->first <= now) {
            due.emplace_back(queue.begin()->first, route);
        }
    }
    std::sort(due.begin(), due.end());
    std::vector<std::string> out;
    out.reserve(due.size());
    for (auto& [at, route] : due) {
        out.push_back(std::move(route));
    }
    return out;
}

bool sender_core::dispatch_route(
    std::string const& route, instant now, eventlog::transaction& out
) {
    auto const blocked = obstacle(route, now);
    auto const& queues = state_.queues();
    // Every turn ends the life of the first mail, except the last, which submits it.
    for (auto at = queues.find(route); at != queues.end() && !eventlog::is_enough(out);
         at = queues.find(route)) {
        auto const [not_before, id] = *at->second.begin();
        if (not_before > now) {
            return false;
        }
        auto const& mail = *state_.find(id);
        if (mail.send_by <= now) {
            expire_mail(id, now, out);
        } else if (blocked) {
            auto const why = options_.config->routes.contains(route)
                                 ? model::send_failure::authentication
                                 : model::send_failure::internal;
            conclude(id, not_tried(why, *blocked, now), out);
        } else {
            effects_.emplace_back([this, mail] {
                failpoint("sender.S2.scheduled_committed");
                in_flight_[mail.route] = mail.mail.mail_id;
                relays_.submit(mail);
            });
            return true;
        }
    }
    return false;
}

std::optional<std::string> sender_core::obstacle(std::string const& route, instant now) const {
    if (!options_.config->routes.contains(route)) {
        return "route " + route + " is not in the configuration any more";
    }
    if (auto const pause = pause_of(route, now)) {
        return "no login before " + to_rfc3339(pause->until) + ": " + pause->detail;
    }
    return std::nullopt;
}

bool sender_core::is_in_flight(model::open_send const& mail) const {
    auto const found = in_flight_.find(mail.route);
    return found != in_flight_.end() && found->second == mail.mail.mail_id;
}

void sender_core::append(model::event const& what, eventlog::transaction& out) {
    out.appends.push_back(eventlog::to_record(what, origin_));
    effects_.emplace_back([this, what] { tell(what); });
}

}  // namespace mailsonde::sender
