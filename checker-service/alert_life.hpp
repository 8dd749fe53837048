#pragma once

#include "checker-service/rules.hpp"
#include "shared/core/time.hpp"
#include "shared/model/events.hpp"

#include <optional>
#include <string>

/// How findings open, update and close an alert. Pure.
namespace mailsonde::checker {

/// Whom a finding is about.
struct alert_subject {
    std::string probe;  ///< "" for rules about the mailbox itself
    std::string mailbox;
    std::string mail_id;  ///< "" if no mail is the evidence
    model::labels labels;
};

[[nodiscard]] std::string alert_key(alert_subject const& subject, model::rule rule);

struct alert_step {
    std::optional<model::alert> event;  ///< to be published
    std::optional<model::alert> open;   ///< what stays open
};

/// - nothing open, all well: nothing
/// - nothing open, a finding: opened
/// - open, a finding about a new mail or of another severity: updated
/// - open, all well: closed
/// - open, well for one mail only (it came late): updated while others are evidence, else closed
[[nodiscard]] alert_step next_step(
    std::optional<model::alert> const& open,
    finding const& finding,
    alert_subject const& subject,
    instant now
);

}  // namespace mailsonde::checker
