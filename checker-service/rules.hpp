#pragma once

#include "shared/core/time.hpp"
#include "shared/model/events.hpp"
#include "shared/model/state.hpp"

#include <optional>
#include <string>
#include <vector>

/// What a verdict means for the alerts. Pure.
namespace mailsonde::checker {

/// One rule looked at one mail (or mailbox).
struct finding {
    model::rule rule = model::rule::missing;
    std::optional<model::severity> severity;  ///< nullopt: all is well, an open alert closes
    std::string summary;                      ///< one sentence for people
    bool may_only_raise = false;  ///< a mail still out can't prove that things got better
    bool only_this_mail =
        false;  ///< well for this mail; says nothing about the others in the alert

    friend bool operator==(finding const&, finding const&) = default;
};

[[nodiscard]] std::vector<finding> findings_of(
    model::mail_result const& result, model::judging const& judging
);
[[nodiscard]] std::vector<finding> findings_of(
    model::mail_late const& late, model::judging const& judging
);
/// A mail still out, when a complete look that began at `looked_at` did not find it: the delay is
/// over a limit already, whenever it arrives. Nothing if no limit is passed.
[[nodiscard]] std::optional<finding> overdue(model::mail_state const& mail, instant looked_at);

[[nodiscard]] finding refused(model::mail_send_failed const& failed);
[[nodiscard]] finding accepted();

}  // namespace mailsonde::checker
