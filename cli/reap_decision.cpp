#include "cli/reap_decision.hpp"

#include "checker-service/reaper.hpp"
#include "cli/token_findings.hpp"
#include "shared/model/token.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace mailsonde::cli {
namespace {

using checker::leftover;

/// Why no token of this mail counts in this mailbox.
std::string why_foreign(std::string const& header, reap_rules const& by) {
    for (auto const& one : find_tokens(header, by.config).tokens) {
        if (one.proof) {
            return one.proof->mailbox == by.scope.mailbox
                       ? "kept: only quotes a token of ours"
                       : "kept: belongs to the mailbox " + one.proof->mailbox;
        }
    }
    return "kept: forged, or by another installation or key";
}

std::string why_not_genuine(std::string const& header, reap_rules const& by) {
    auto const why = find_tokens(header, by.config).why_not_ours;
    return "kept: " + (why.empty() ? "no test mail of ours" : why);
}

void judge(reap_row& row, checker::seen_mail const& seen, reap_rules const& by) {
    switch (checker::judge_leftover(seen, by.scope, by.older_than, by.now)) {
        case leftover::not_genuine:
        case leftover::not_valid:
            row.fate = "kept: no test mail of ours";
            return;
        case leftover::from_the_future:
            row.fate = "kept: from the future";
            return;
        case leftover::too_young:
            row.fate = "kept: too young";
            return;
        case leftover::due:
            row.is_due = true;
            return;
    }
}

reap_row row_for(clients::found_mail const& mail, reap_rules const& by) {
    reap_row row;
    row.mailbox = by.scope.mailbox;
    row.folder = mail.folder_name;
    row.place = mail.place;
    auto const seen = checker::sightings_of({mail}, by.scope);
    auto const token = seen.empty() ? std::nullopt : model::token::parse(seen.front().token);
    if (!token) {
        row.fate = why_foreign(mail.header, by);
        return row;
    }
    row.token = token->text();
    row.slot = token->id().slot;
    row.recipient = checker::recipient_of(*token, by.scope).value_or("");
    auto const known = by.known.states.find(row.token);
    if (!seen.front().genuine) {
        row.fate = why_not_genuine(mail.header, by);
    } else if (known != by.known.states.end()) {
        row.fate = "kept: the event log knows it as " + known->second;
    } else {
        judge(row, seen.front(), by);
    }
    return row;
}

}  // namespace

std::vector<reap_row> judge_found(
    std::vector<clients::found_mail> const& mails, reap_rules const& by
) {
    std::vector<reap_row> rows;
    rows.reserve(mails.size());
    for (auto const& mail : mails) {
        rows.push_back(row_for(mail, by));
    }
    std::ranges::sort(rows, {}, [](reap_row const& row) {
        return std::tuple(row.slot.value_or(instant::max()), row.folder, row.place.uid);
    });
    std::size_t due = 0;
    for (auto& row : rows) {
        if (row.is_due && ++due > by.limit) {
            row.is_due = false;
            row.fate = "kept: over the limit of " + std::to_string(by.limit);
        }
    }
    return rows;
}

}  // namespace mailsonde::cli
