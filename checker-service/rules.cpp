#include "checker-service/rules.hpp"

#include "checker-service/verdict.hpp"

namespace mailsonde::checker {
namespace {

using model::outcome;
using model::rule;
using model::severity;

std::optional<severity> delay_severity(milliseconds delay, model::judging const& judging) {
    if (delay >= judging.crit) {
        return severity::critical;
    }
    if (delay >= judging.warn) {
        return severity::warning;
    }
    return std::nullopt;
}

finding delay_finding(model::sighting const& found, model::judging const& judging) {
    if (judging.expect == model::expected_place::nothing) {
        // That it came at all is the finding; how fast doesn't matter.
        return {rule::delay, std::nullopt, "nothing was expected"};
    }
    auto const severity = delay_severity(proven_delay(found), judging);
    auto const limit = severity == model::severity::critical ? judging.crit : judging.warn;
    return {
        rule::delay,
        severity,
        severity ? "arrived after " + to_text(found.delay) + ", limit " + to_text(limit)
                 : "arrived after " + to_text(found.delay)
    };
}

finding place_finding(model::mail_result const& result, std::string const& where) {
    if (result.as_expected) {
        return {rule::misplaced, std::nullopt, "arrived in " + where};
    }
    return {
        rule::misplaced,
        severity::warning,
        result.outcome == outcome::junk ? "classified as junk, in " + where
                                        : "arrived in " + where + ", not where it was expected"
    };
}

/// The server is there and says that it is busy or wants less: 421 (RFC 5321 section 3.8), or a
/// matter of policy that passes (RFC 3463 section 3.8).
bool is_limit(model::mail_send_failed const& failed) {
    return failed.why == model::send_failure::temporary &&
           (failed.smtp.code == 421 || failed.smtp.enhanced.starts_with("4.7."));
}

}  // namespace

std::vector<finding> findings_of(model::mail_result const& result, model::judging const& judging) {
    if (result.outcome == outcome::undetermined) {
        return {};  // proves nothing about delivery, good or bad
    }
    if (result.outcome == outcome::missing) {
        auto const missing = result.as_expected ? std::optional<severity>() : severity::critical;
        // Missing says all that a delay alert could, so that one does not stay open beside it.
        return {
            {rule::missing, missing, result.evidence},
            {rule::delay, std::nullopt, "superseded: the mail is missing"},
            {rule::misplaced, std::nullopt, "the mail is missing"}
        };
    }
    if (!result.found) {
        return {};  // nobody says so of a mail that arrived
    }
    return {
        {rule::missing, std::nullopt, "a test mail arrived"},
        delay_finding(*result.found, judging),
        place_finding(result, result.found->folder)
    };
}

std::vector<finding> findings_of(model::mail_late const& late, model::judging const& judging) {
    return {
        {.rule = rule::missing,
         .severity = std::nullopt,
         .summary = "came after all, after " + to_text(late.found.delay),
         .only_this_mail = true},
        delay_finding(late.found, judging)
    };
}

std::optional<finding> overdue(model::mail_state const& mail, instant looked_at) {
    if (mail.sending_unknown || mail.judging.expect == model::expected_place::nothing) {
        return std::nullopt;
    }
    auto const out_for = looked_at - mail.accepted_at;
    auto const severity = delay_severity(out_for, mail.judging);
    if (!severity) {
        return std::nullopt;
    }
    return finding{rule::delay, severity, "not arrived after " + to_text(out_for), true};
}

finding refused(model::mail_send_failed const& failed) {
    auto const limited = is_limit(failed);
    return {
        rule::refused,
        limited ? severity::warning : severity::critical,
        std::string(limited ? "limited by the server, " : "") + "not accepted by route " +
            failed.route + " (" + std::string(to_text(failed.why)) + "): " + failed.detail
    };
}

finding accepted() {
    return {rule::refused, std::nullopt, "a test mail was accepted"};
}

}  // namespace mailsonde::checker
