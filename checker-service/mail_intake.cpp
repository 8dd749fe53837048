// What the sender's events mean to the checker.
#include "checker-service/checker_core.hpp"
#include "shared/core/failpoint.hpp"

namespace mailsonde::checker {
namespace {

/// What both kinds of event that announce a mail have in common.
template <class Event>
model::mail_state state_of(Event const& event, instant accepted_at) {
    model::mail_state mail;
    mail.mail = event.mail;
    mail.token = event.token;
    mail.recipient = event.recipient;
    mail.accepted_at = accepted_at;
    mail.judging = event.judging;
    return mail;
}

}  // namespace

void checker_core::on_sent(model::mail_sent const& event, eventlog::transaction& out) {
    apply(accepted(), event.mail, event.judging.labels, out);
    receive(state_of(event, event.accepted_at), out);
}

void checker_core::on_unknown(model::mail_send_unknown const& event, eventlog::transaction& out) {
    // When it was accepted, if ever, nobody knows; not later than this.
    auto mail = state_of(event, event.at);
    mail.sending_unknown = true;
    receive(mail, out);
}

void checker_core::on_failed(model::mail_send_failed const& event, eventlog::transaction& out) {
    apply(refused(event), event.mail, event.labels, out);
}

void checker_core::receive(model::mail_state const& mail, eventlog::transaction& out) {
    auto const& mailbox = mail.mail.mailbox;
    if (state_.find(mailbox, mail.mail.mail_id) != nullptr) {
        return;
    }
    state_.put(mail, out);
    failpoint("checker.C1.sent_taken");
    failpoint_among(effects_, "checker.C2.pending_committed");
    if (auto const seen = watch_of(mailbox).unclaimed.claim(mail.token); !seen.empty()) {
        static_cast<void>(on_sighting(mailbox, seen, out));
    }
    agenda_.set(mailbox, now_);
}

}  // namespace mailsonde::checker
