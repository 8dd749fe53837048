#include "checker-service/alert_life.hpp"

#include "shared/core/crypto.hpp"

#include <algorithm>

namespace mailsonde::checker {
namespace {

constexpr std::size_t most_evidence = 10;

model::alert opened(finding const& finding, alert_subject const& subject, instant now) {
    model::alert alert;
    alert.key = alert_key(subject, finding.rule);
    alert.alert_id =
        uuid_text(uuid_v5(alert.key + "\n" + to_rfc3339(now) + "\n" + subject.mail_id));
    alert.phase = model::alert_phase::opened;
    alert.rule = finding.rule;
    alert.since = now;
    alert.probe = subject.probe;
    alert.mailbox = subject.mailbox;
    return alert;
}

void add_evidence(model::alert& alert, std::string const& mail_id) {
    auto& evidence = alert.evidence;
    if (!mail_id.empty() &&
        std::find(evidence.begin(), evidence.end(), mail_id) == evidence.end()) {
        evidence.push_back(mail_id);
    }
    if (evidence.size() > most_evidence) {
        evidence.erase(evidence.begin());
    }
}

/// A mail that came late is no evidence of a loss any more. False if others still are.
bool was_last_evidence(model::alert& alert, std::string const& mail_id) {
    std::erase(alert.evidence, mail_id);
    return alert.evidence.empty();
}

bool says_something_new(
    model::alert const& open,
    model::severity severity,
    bool may_only_raise,
    alert_subject const& subject
) {
    if (may_only_raise) {
        return severity > open.severity;
    }
    auto const& known = open.evidence;
    auto const new_mail = !subject.mail_id.empty() &&
                          std::find(known.begin(), known.end(), subject.mail_id) == known.end();
    return new_mail || severity != open.severity;
}

}  // namespace

std::string alert_key(alert_subject const& subject, model::rule rule) {
    auto const about =
        subject.probe.empty() ? subject.mailbox : subject.probe + "/" + subject.mailbox;
    return about + "/" + std::string(model::to_text(rule));
}

alert_step next_step(
    std::optional<model::alert> const& open,
    finding const& finding,
    alert_subject const& subject,
    instant now
) {
    if (!finding.severity && (!open || finding.may_only_raise)) {
        return {std::nullopt, open};
    }
    if (open && finding.severity &&
        !says_something_new(*open, *finding.severity, finding.may_only_raise, subject)) {
        return {std::nullopt, open};
    }
    auto alert = open ? *open : opened(finding, subject, now);
    alert.at = now;
    alert.summary = finding.summary;
    alert.labels = subject.labels;
    ++alert.count;
    if (finding.only_this_mail && !was_last_evidence(alert, subject.mail_id)) {
        alert.phase = model::alert_phase::updated;
        return {alert, alert};
    }
    add_evidence(alert, subject.mail_id);
    if (!finding.severity) {
        alert.phase = model::alert_phase::closed;
        return {alert, std::nullopt};
    }
    alert.severity = *finding.severity;
    if (open) {
        alert.phase = model::alert_phase::updated;
    }
    return {alert, alert};
}

}  // namespace mailsonde::checker
