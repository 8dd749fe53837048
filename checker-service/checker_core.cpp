#include "checker-service/checker_core.hpp"

#include "shared/clients/log_observer.hpp"
#include "shared/model/topics.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::checker {
namespace {

constexpr milliseconds gauge_step{1000};
/// What is due within so long is decided together.
constexpr milliseconds shortest_rest{20};

}  // namespace

checker_core::checker_core(
    checker_options options,
    mailbox_port& mailboxes,
    telemetry::logger& logger,
    telemetry::metrics& metrics
)
    : options_(std::move(options)),
      mailboxes_(mailboxes),
      logger_(logger),
      metrics_(metrics),
      origin_{model::topics(options_.config->topic_prefix), options_.config->instance, "checker"},
      state_(origin_.topics.checker_state),
      places_(*options_.config) {}

void checker_core::looked(std::string mailbox, epoch when, clients::look_report report) {
    looks_.push_back({std::move(mailbox), when, std::move(report)});
}

void checker_core::removed(
    std::string mailbox, epoch when, result<std::vector<clients::removal_outcome>> outcomes
) {
    removals_.push_back({std::move(mailbox), when, std::move(outcomes)});
}

void checker_core::configure(
    std::shared_ptr<config::config const> config, std::set<std::string> const& relogin
) {
    options_.config = std::move(config);
    places_ = mailbox_places(*options_.config);
    for (auto const& mailbox : relogin) {
        slots_.closed(mailbox);
        if (auto const known = watches_.find(mailbox); known != watches_.end()) {
            known->second.not_before = {};
        }
    }
    reconfigured_ = true;
}

void checker_core::restore(int partition, std::vector<eventlog::stored_record> const& state) {
    for (auto const& stored : state) {
        if (auto const done = state_.restore(stored.data); !done) {
            clients::tell_unreadable(logger_, stored, done.error());
        }
    }
    partitions_.insert(partition);
    progress_[partition] = {options_.now(), std::nullopt};
}

void checker_core::forget() {
    // Visits go on, and their answers free their slots; the epoch keeps what they say out. What
    // was refused stays refused, whether the log has it or not.
    ++epoch_;
    state_.clear();
    partitions_.clear();
    progress_.clear();
    agenda_.clear();
    watches_.clear();
    effects_.clear();
    slots_.start_over();
    tell_figures();  // what is somebody else's now must not be counted twice
}

void checker_core::begin() {
    started_at_ = options_.now();
    reconfigured_ = true;
}

void checker_core::take(eventlog::stored_record const& record, eventlog::transaction& out) {
    now_ = options_.now();
    progress_[record.data.partition].read_until = record.timestamp;
    auto const event = eventlog::event_of(record);
    if (!event) {
        clients::tell_unreadable(logger_, record, event.error());
        return;
    }
    if (auto const* const sent = std::get_if<model::mail_sent>(&*event)) {
        on_sent(*sent, out);
    } else if (auto const* const unknown = std::get_if<model::mail_send_unknown>(&*event)) {
        on_unknown(*unknown, out);
    } else if (auto const* const failed = std::get_if<model::mail_send_failed>(&*event)) {
        on_failed(*failed, out);
    }
}

void checker_core::decide(eventlog::transaction& out) {
    now_ = options_.now();
    auto const before = std::exchange(decided_at_, now_);
    if (now_ < before) {
        for (auto& [mailbox, watch] : watches_) {
            watch.clock_was_set_back(before - now_);
        }
        for (auto& [partition, progress] : progress_) {
            progress.restored_at = std::min(progress.restored_at, now_);
        }
        slots_.start_over();  // or who comes now would pass all who wait
    }
    for (auto const& answer : std::exchange(looks_, {})) {
        visited(answer.mailbox, !answer.report.failure);
        on_look(answer, out);
    }
    for (auto const& answer : std::exchange(removals_, {})) {
        visited(answer.mailbox, answer.outcomes.has_value());
        on_removal(answer, out);
    }
    // After the clock was set back, what was planned may be hours away.
    if (std::exchange(reconfigured_, false) || now_ < before) {
        after_a_change(out);
    }
    write_refusals(out);
    for (auto const& mailbox : agenda_.take_due(now_)) {
        if (eventlog::is_enough(out)) {
            agenda_.set(mailbox, now_);
        } else {
            attend(mailbox, out);
        }
    }
    begin_visits();
}

/// A visit ended. Even if its answer is too old to say anything, the next one may begin.
void checker_core::visited(std::string const& mailbox, bool session_kept) {
    slots_.ended(mailbox, session_kept, now_);
    agenda_.set(mailbox, now_);
}

void checker_core::after_a_change(eventlog::transaction& out) {
    started_at_ = std::min(started_at_, now_);
    end_stale_pauses(out);
    close_orphaned_alerts(out);
    for (auto const& mailbox : slots_.with_session()) {
        if (!options_.config->mailboxes.contains(mailbox)) {
            slots_.closed(mailbox);
        } else if (!owns(mailbox)) {
            end_session(mailbox);
        }
    }
    for (auto const& mailbox : state_.mailboxes()) {
        agenda_.set(mailbox, now_);
    }
}

void checker_core::release() {
    for (auto const& effect : std::exchange(effects_, {})) {
        effect();
    }
    if (now_ >= next_gauges_ || next_gauges_ > now_ + gauge_step) {
        next_gauges_ = now_ + gauge_step;
        tell_figures();
    }
}

milliseconds checker_core::rest() const {
    auto const due = std::min(agenda_.next().value_or(next_gauges_), next_gauges_);
    return eventlog::rest_until(due, now_, options_.now(), shortest_rest);
}

void checker_core::tell_figures() {
    telemetry::checker_figures out;
    auto const backlog = state_.pending();
    out.pending = backlog.mails;
    out.overdue = std::max(now_ - backlog.first_deadline.value_or(now_), milliseconds(0));
    out.visits_under_way = slots_.visits();
    for (auto const& [mailbox, watch] : watches_) {
        out.leftovers += watch.unclaimed.leftovers(now_);
    }
    for (auto const& [key, alert] : state_.alerts()) {
        auto const kind =
            std::pair(std::string(to_text(alert.rule)), std::string(to_text(alert.severity)));
        ++out.alerts_open[kind];
    }
    metrics_.checker(out);
}

bool checker_core::owns(std::string const& mailbox) const {
    return partitions_.contains(model::partition_of(mailbox));
}

mailbox_watch& checker_core::watch_of(std::string const& mailbox) {
    return watches_.try_emplace(mailbox, state_.marks_of(mailbox)).first->second;
}

look_history checker_core::history_of(model::mail_state const& mail) {
    auto& watch = watch_of(mail.mail.mailbox);
    auto history = watch.histories[mail.mail.mail_id];
    history.access_failure = watch.trouble;
    if (history.access_failure.empty() && watch.incomplete) {
        history.access_failure = "the last look did not get through";
    }
    return history;
}

std::shared_ptr<token_scope const> checker_core::scope_of(std::string const& mailbox) const {
    auto const& config = *options_.config;
    token_scope scope{config.signing, config.instance, mailbox, {}};
    std::set<std::string> recipients;
    for (auto const& [id, mail] : state_.mails_of(mailbox)) {
        recipients.insert(mail.recipient);
    }
    if (auto const found = config.mailboxes.find(mailbox); found != config.mailboxes.end()) {
        recipients.insert(found->second.address);
    }
    scope.recipients.assign(recipients.begin(), recipients.end());
    return std::make_shared<token_scope const>(std::move(scope));
}

}  // namespace mailsonde::checker
