// How verdicts become results, alerts and marks in the log.
#include "checker-service/alert_life.hpp"
#include "checker-service/checker_core.hpp"
#include "shared/core/failpoint.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using model::mail_stage;

constexpr milliseconds late_watch = 24h;  // how long a mail that was called missing may still come
constexpr milliseconds removal_limit = 24h;  // how long its deletion is tried

/// Whether somebody will see it when all is well again; else an alert would stay open for ever.
bool is_configured(
    config::config const& config, std::string const& probe, std::string const& mailbox
) {
    if (!config.mailboxes.contains(mailbox)) {
        return false;
    }
    if (probe.empty()) {
        return true;
    }
    auto const known = config.probes.find(probe);
    return known != config.probes.end() &&
           std::ranges::find(known->second.to, mailbox) != known->second.to.end();
}

}  // namespace

void checker_core::conclude(
    model::mail_state mail, model::mail_result const& result, eventlog::transaction& out
) {
    append(result, out);
    for (auto const& finding : findings_of(result, mail.judging)) {
        apply(finding, mail.mail, mail.judging.labels, out);
    }
    if (result.found) {
        mail.stage = mail_stage::deleting;
        mail.watch_until = now_ + removal_limit;
        watch_of(mail.mail.mailbox).histories.erase(mail.mail.mail_id);
    } else {
        mail.stage = mail_stage::late_watch;
        mail.watch_until = now_ + late_watch;
    }
    state_.put(mail, out);
    failpoint("checker.C4.verdict_decided");
}

void checker_core::apply(
    finding const& what,
    model::mail_ref const& mail,
    model::labels const& labels,
    eventlog::transaction& out
) {
    apply(what, alert_subject{mail.probe, mail.mailbox, mail.mail_id, labels}, out);
}

void checker_core::apply(
    finding const& what, alert_subject const& subject, eventlog::transaction& out
) {
    if (what.severity && !is_configured(*options_.config, subject.probe, subject.mailbox)) {
        return;
    }
    auto const open = state_.alert(alert_key(subject, what.rule));
    auto const step = next_step(open, what, subject, now_);
    if (!step.event) {
        return;
    }
    append(*step.event, out);
    if (step.open) {
        state_.put(*step.open, out);
    } else {
        state_.erase(*step.event, out);
    }
}

void checker_core::close_orphaned_alerts(eventlog::transaction& out) {
    auto const alerts = state_.alerts();  // a copy: closing changes the original
    for (auto const& [key, alert] : alerts) {
        if (!is_configured(*options_.config, alert.probe, alert.mailbox)) {
            apply(
                finding{alert.rule, std::nullopt, "not in the configuration any more"},
                alert_subject{alert.probe, alert.mailbox, "", alert.labels},
                out
            );
        }
    }
}

void checker_core::append(model::event const& what, eventlog::transaction& out) {
    out.appends.push_back(eventlog::to_record(what, origin_));
    effects_.emplace_back([this, what] { tell(what); });
}

void checker_core::keep_marks(std::string const& mailbox, eventlog::transaction& out) {
    state_.put(watch_of(mailbox).durable_marks(mailbox, options_.config->reaper, now_), out);
}

}  // namespace mailsonde::checker
