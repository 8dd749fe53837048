// Accounts whose login was refused: who goes on trying locks people out.
#include "checker-service/checker_core.hpp"

#include <algorithm>

namespace mailsonde::checker {

/// Only notes it, for all mailboxes of the account; also if the answer is too old for anything
/// else.
void checker_core::on_refused_login(std::string const& mailbox, std::string const& why) {
    auto const& marks = places_.marks_of(mailbox);
    if (!marks.empty()) {
        refusals_[places_.of(mailbox).account] = {
            mailbox, marks.front(), why, now_ + options_.config->login_pause
        };
    }
}

void checker_core::write_refusals(eventlog::transaction& out) {
    std::erase_if(refusals_, [&](auto const& one) {
        auto const& [account, refusal] = one;
        return refusal.until <= now_ || refusal.until > now_ + options_.config->login_pause ||
               !is_login_of(refusal.login, refusal.mailbox);
    });
    for (auto& [account, refusal] : refusals_) {
        if (refusal.written == epoch_) {
            continue;
        }
        refusal.written = epoch_;
        for (auto const& mailbox : places_.on_account(account)) {
            if (owns(mailbox)) {
                pause(mailbox, refusal, out);
            }
        }
    }
}

void checker_core::pause(
    std::string const& mailbox, refusal const& because, eventlog::transaction& out
) {
    auto const own = mailbox == because.mailbox;
    auto const* const before = pause_of(mailbox);
    if (!own && before != nullptr && before->mailbox == mailbox && before->cause == mailbox) {
        auto longer = *before;  // its own refusal stays the reason
        longer.until = std::max(longer.until, because.until);
        state_.put(longer, out);
        return;
    }
    std::string const what =
        own ? "the login was refused"
            : "the login of mailbox " + because.mailbox + ", of the same account, was refused";
    state_.put(
        model::login_pause{
            mailbox,
            because.until,
            own ? because.why : what + ": " + because.why,
            places_.marks_of(mailbox).front(),
            because.mailbox
        },
        out
    );
    agenda_.set(mailbox, now_);
    // An alert about a mailbox that nobody looks into would never close.
    if (!state_.mails_of(mailbox).empty()) {
        apply(
            finding{
                model::rule::access,
                model::severity::critical,
                what + ", no other for " + to_text(options_.config->login_pause) + ": " +
                    because.why
            },
            alert_subject{"", mailbox, "", {}},
            out
        );
    }
}

/// The account is not locked: whoever waited for it, or has the same login, need not wait.
void checker_core::on_login(std::string const& mailbox, eventlog::transaction& out) {
    refusals_.erase(places_.of(mailbox).account);
    auto const pauses = state_.pauses();  // a copy: erasing changes the original
    for (auto const& [name, pause] : pauses) {
        if (owns(name) &&
            (name == mailbox || pause.cause == mailbox || is_login_of(pause.login, mailbox))) {
            state_.erase_pause(name, out);
            agenda_.set(name, now_);
        }
    }
}

/// Another server or login, by a reload or a restart, ends a pause, and those that came of it.
void checker_core::end_stale_pauses(eventlog::transaction& out) {
    auto const pauses = state_.pauses();  // a copy: erasing changes the original
    for (auto const& [changed, before] : pauses) {
        auto const is_gone = !options_.config->mailboxes.contains(changed);
        if (is_gone ? before.until > now_ : is_login_of(before.login, changed)) {
            continue;
        }
        for (auto const& [name, pause] : pauses) {
            if (owns(name) && (name == changed || pause.cause == changed)) {
                state_.erase_pause(name, out);
                watch_of(name).not_before = {};
            }
        }
    }
}

bool checker_core::is_login_of(std::string const& mark, std::string const& mailbox) const {
    auto const& marks = places_.marks_of(mailbox);
    return std::find(marks.begin(), marks.end(), mark) != marks.end();
}

/// The pause that keeps a mailbox from logging in: its own, or one of the same login under another
/// name; nullptr if there is none.
model::login_pause const* checker_core::pause_of(std::string const& mailbox) const {
    auto const holds = [&](model::login_pause const& one) {
        // One that lasts longer than it may was set before the clock was set back.
        return one.until > now_ && one.until <= now_ + options_.config->login_pause &&
               is_login_of(one.login, mailbox);
    };
    auto const* const own = state_.pause_of(mailbox);
    if (own != nullptr && holds(*own)) {
        return own;
    }
    auto const& all = state_.pauses();
    auto const same =
        std::find_if(all.begin(), all.end(), [&](auto const& one) { return holds(one.second); });
    return same == all.end() ? nullptr : &same->second;
}

}  // namespace mailsonde::checker
