#pragma once

// Included by this library's .cpp files only, beside json_fields.hpp: the one list of every
// struct's JSON fields. Names end in the unit where there is one.

#include "shared/model/events.hpp"
#include "shared/model/state.hpp"

namespace mailsonde::model {

template <class V>
void fields(V& visit, mail_ref& s) {
    visit("mail_id", s.mail_id);
    visit("probe", s.probe);
    visit("mailbox", s.mailbox);
    visit("slot", s.slot);
}

template <class V>
void fields(V& visit, smtp_exchange& s) {
    visit("phase", s.phase);
    visit("code", s.code);
    visit("enhanced", s.enhanced);
    visit("text", s.text);
    visit("queue_id", s.queue_id);
    visit("attempts", s.attempts);
    visit("phases_ms", s.phases);
}

template <class V>
void fields(V& visit, judging& s) {
    visit("grace_ms", s.grace);
    visit("deadline_at", s.deadline_at);
    visit("undetermined_at", s.undetermined_at);
    visit("warn_ms", s.warn);
    visit("crit_ms", s.crit);
    visit("expect", s.expect);
    visit("expect_folder", s.expect_folder);
    visit("labels", s.labels);
}

template <class V>
void fields(V& visit, mail_scheduled& s) {
    visit("mail", s.mail);
    visit("token", s.token);
    visit("recipient", s.recipient);
    visit("route", s.route);
    visit("send_by", s.send_by);
}

template <class V>
void fields(V& visit, mail_sent& s) {
    visit("mail", s.mail);
    visit("token", s.token);
    visit("recipient", s.recipient);
    visit("route", s.route);
    visit("message_id", s.message_id);
    visit("accepted_at", s.accepted_at);
    visit("smtp", s.smtp);
    visit("judging", s.judging);
}

template <class V>
void fields(V& visit, mail_deferred& s) {
    visit("mail", s.mail);
    visit("at", s.at);
    visit("retry_at", s.retry_at);
    visit("why", s.why);
    visit("detail", s.detail);
    visit("smtp", s.smtp);
}

template <class V>
void fields(V& visit, mail_send_failed& s) {
    visit("mail", s.mail);
    visit("at", s.at);
    visit("route", s.route);
    visit("why", s.why);
    visit("detail", s.detail);
    visit("smtp", s.smtp);
    visit("labels", s.labels);
}

template <class V>
void fields(V& visit, mail_send_unknown& s) {
    visit("mail", s.mail);
    visit("token", s.token);
    visit("recipient", s.recipient);
    visit("route", s.route);
    visit("at", s.at);
    visit("detail", s.detail);
    visit("judging", s.judging);
}

template <class V>
void fields(V& visit, mail_gap& s) {
    visit("probe", s.probe);
    visit("mailbox", s.mailbox);
    visit("from_slot", s.from_slot);
    visit("to_slot", s.to_slot);
    visit("slots", s.slots);
    visit("reason", s.reason);
}

template <class V>
void fields(V& visit, sighting& s) {
    visit("folder", s.folder);
    visit("junk", s.junk);
    visit("uid", s.uid);
    visit("seen_at", s.seen_at);
    visit("server_date", s.server_date);
    visit("delay_ms", s.delay);
    visit("delay_at_least_ms", s.delay_at_least);
    visit("delay_at_most_ms", s.delay_at_most);
    visit("delay_basis", s.basis);
}

template <class V>
void fields(V& visit, mail_result& s) {
    visit("mail", s.mail);
    visit("at", s.at);
    visit("outcome", s.outcome);
    visit("as_expected", s.as_expected);
    visit("found", s.found);
    visit("copies", s.copies);
    visit("looks", s.looks);
    visit("last_complete_look", s.last_complete_look);
    visit("accepted_at", s.accepted_at);
    visit("deadline_at", s.deadline_at);
    visit("evidence", s.evidence);
    visit("labels", s.labels);
}

template <class V>
void fields(V& visit, mail_late& s) {
    visit("mail", s.mail);
    visit("at", s.at);
    visit("found", s.found);
    visit("labels", s.labels);
}

template <class V>
void fields(V& visit, alert& s) {
    visit("key", s.key);
    visit("alert_id", s.alert_id);
    visit("phase", s.phase);
    visit("rule", s.rule);
    visit("severity", s.severity);
    visit("since", s.since);
    visit("at", s.at);
    visit("count", s.count);
    visit("probe", s.probe);
    visit("mailbox", s.mailbox);
    visit("summary", s.summary);
    visit("evidence", s.evidence);
    visit("labels", s.labels);
}

template <class V>
void fields(V& visit, probe_state& s) {
    visit("probe", s.probe);
    visit("last_slot", s.last_slot);
}

template <class V>
void fields(V& visit, open_send& s) {
    visit("mail", s.mail);
    visit("token", s.token);
    visit("recipient", s.recipient);
    visit("route", s.route);
    visit("from", s.from);
    visit("started_at", s.started_at);
    visit("send_by", s.send_by);
    visit("not_before", s.not_before);
    visit("attempts", s.attempts);
    visit("maybe_accepted", s.maybe_accepted);
    visit("deadline_ms", s.deadline);
    visit("undetermined_after_ms", s.undetermined_after);
    visit("judging", s.judging);
}

template <class V>
void fields(V& visit, mail_place& s) {
    visit("folder", s.folder);
    visit("uid_validity", s.uid_validity);
    visit("uid", s.uid);
}

template <class V>
void fields(V& visit, mail_state& s) {
    visit("mail", s.mail);
    visit("token", s.token);
    visit("recipient", s.recipient);
    visit("stage", s.stage);
    visit("sending_unknown", s.sending_unknown);
    visit("accepted_at", s.accepted_at);
    visit("judging", s.judging);
    visit("places", s.places);
    visit("watch_until", s.watch_until);
}

template <class V>
void fields(V& visit, folder_mark& s) {
    visit("folder", s.folder);
    visit("uid_validity", s.uid_validity);
    visit("next_uid", s.next_uid);
}

template <class V>
void fields(V& visit, mailbox_marks& s) {
    visit("mailbox", s.mailbox);
    visit("at", s.at);
    visit("folders", s.folders);
}

template <class V>
void fields(V& visit, login_pause& s) {
    visit("mailbox", s.mailbox);
    visit("until", s.until);
    visit("detail", s.detail);
    visit("login", s.login);
    visit("cause", s.cause);
}

template <class V>
void fields(V& visit, route_pause& s) {
    visit("route", s.route);
    visit("probe", s.probe);
    visit("until", s.until);
    visit("detail", s.detail);
    visit("login", s.login);
}

template <class V>
void fields(V& visit, next_position& s) {
    visit("next", s.next);
}

}  // namespace mailsonde::model
