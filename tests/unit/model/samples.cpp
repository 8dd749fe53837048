#include "tests/unit/model/samples.hpp"

#include "shared/core/crypto.hpp"
#include "shared/model/token.hpp"

#include <utility>

namespace mailsonde::model {
namespace {

labels const customer{{"customer", "acme"}, {"site", "Köln"}};

mail_ref to_anna(std::string_view slot) {
    return {make_mail_id("inbound", at(slot), "anna"), "inbound", "anna", at(slot)};
}

std::string token_of(mail_ref const& mail) {
    token_binding const binding{"acme-prod", mail.mailbox, "anna@example.org"};
    key_ring const keys{{"k1", secret(std::string(32, 'x'))}};
    return mint(keys, binding, mail.slot, token_nonce(mail.mail_id)).text();
}

judging judging_from(instant accepted_at) {
    judging out;
    out.grace = milliseconds(15'000);
    out.deadline_at = accepted_at + std::chrono::minutes(10);
    out.undetermined_at = accepted_at + std::chrono::minutes(25);
    out.warn = milliseconds(60'000);
    out.crit = milliseconds(300'000);
    out.expect = expected_place::folder;
    out.expect_folder = "Mailsonde";
    out.labels = customer;
    return out;
}

event scheduled() {
    auto const mail = to_anna("2026-11-24T02:03:17.402Z");
    return mail_scheduled{
        mail, token_of(mail), "anna@example.org", "relay", at("2026-11-24T02:33:17.410Z")
    };
}

event deferred() {
    smtp_exchange smtp;
    smtp.phase = "smtp.rcpt";
    smtp.code = 450;
    smtp.enhanced = "4.2.0";
    smtp.text = "4.2.0 <anna@example.org>: Recipient address rejected: Greylisted";
    smtp.attempts = 1;
    smtp.phases = {
        {"smtp.connect", milliseconds(11)},
        {"smtp.tls", milliseconds(24)},
        {"smtp.mail", milliseconds(3)},
        {"smtp.rcpt", milliseconds(402)}
    };
    return mail_deferred{
        to_anna("2026-11-24T02:03:17.402Z"),
        at("2026-11-24T02:03:18.110Z"),
        at("2026-11-24T02:04:18.110Z"),
        send_failure::temporary,
        "smtp.rcpt: 450 4.2.0 <anna@example.org>: Recipient address rejected: Greylisted",
        smtp
    };
}

event sent() {
    auto const mail = to_anna("2026-11-24T02:03:17.402Z");
    auto const accepted_at = at("2026-11-24T02:04:18.655Z");
    smtp_exchange smtp;
    smtp.phase = "smtp.data_end";
    smtp.code = 250;
    smtp.enhanced = "2.0.0";
    smtp.text = "2.0.0 Ok: queued as 4XyZ1k2Q3rz9";
    smtp.queue_id = "4XyZ1k2Q3rz9";
    smtp.attempts = 2;
    smtp.phases = {
        {"smtp.connect", milliseconds(12)},
        {"smtp.tls", milliseconds(26)},
        {"smtp.auth", milliseconds(31)},
        {"smtp.mail", milliseconds(3)},
        {"smtp.rcpt", milliseconds(17)},
        {"smtp.data", milliseconds(2)},
        {"smtp.data_end", milliseconds(48)}
    };
    return mail_sent{
        mail,
        token_of(mail),
        "anna@example.org",
        "relay",
        token_of(mail) + "@example.org",
        accepted_at,
        smtp,
        judging_from(accepted_at)
    };
}

event send_failed() {
    auto const slot = at("2026-11-24T02:05:40.118Z");
    smtp_exchange smtp;
    smtp.phase = "smtp.rcpt";
    smtp.code = 550;
    smtp.enhanced = "5.1.1";
    smtp.text = "5.1.1 <bert@example.net>: Recipient address rejected: User unknown";
    smtp.attempts = 1;
    smtp.phases = {{"smtp.mail", milliseconds(2)}, {"smtp.rcpt", milliseconds(9)}};
    return mail_send_failed{
        {make_mail_id("outbound", slot, "bert"), "outbound", "bert", slot},
        at("2026-11-24T02:05:40.377Z"),
        "relay",
        send_failure::permanent,
        "smtp.rcpt: 550 5.1.1 <bert@example.net>: Recipient address rejected: User unknown",
        smtp,
        customer
    };
}

event send_unknown() {
    auto const mail = to_anna("2026-11-24T02:08:17.402Z");
    auto const given_up_at = at("2026-11-24T02:38:17.409Z");
    return mail_send_unknown{
        mail,
        token_of(mail),
        "anna@example.org",
        "relay",
        given_up_at,
        "the send window ended before the outcome was recorded",
        judging_from(given_up_at)
    };
}

event gap() {
    return mail_gap{
        "inbound",
        "anna",
        at("2026-11-24T01:43:17.402Z"),
        at("2026-11-24T01:58:17.402Z"),
        4,
        gap_reason::not_running
    };
}

event delivered() {
    mail_result out;
    out.mail = to_anna("2026-11-24T02:03:17.402Z");
    out.at = at("2026-11-24T02:04:33.791Z");
    out.outcome = outcome::delivered;
    out.as_expected = true;
    out.found = sighting{
        "Mailsonde",
        false,
        4711,
        at("2026-11-24T02:04:33.790Z"),
        at("2026-11-24T02:04:33.000Z"),
        milliseconds(15'067),
        milliseconds(15'000),
        milliseconds(15'135),
        delay_basis::server_date
    };
    out.copies = 1;
    out.looks = 2;
    out.last_complete_look = at("2026-11-24T02:04:33.655Z");
    out.accepted_at = at("2026-11-24T02:04:18.655Z");
    out.deadline_at = at("2026-11-24T02:14:18.655Z");
    out.evidence = "seen in Mailsonde, UID 4711, after 15s67ms";
    out.labels = customer;
    return out;
}

event late() {
    return mail_late{
        to_anna("2026-11-24T02:13:17.402Z"),
        at("2026-11-24T02:33:18.141Z"),
        {"Junk",
         true,
         58,
         at("2026-11-24T02:33:18.140Z"),
         at("2026-11-24T02:30:55.000Z"),
         milliseconds(1'057'480),
         milliseconds(900'080),
         milliseconds(1'200'120),
         delay_basis::server_date},
        customer
    };
}

event missing_alert() {
    auto const mail = to_anna("2026-11-24T02:13:17.402Z");
    alert out;
    out.key = "inbound/anna/missing";
    out.alert_id = uuid_text(uuid_v5(out.key + "\n2026-11-24T02:23:18.213Z\n" + mail.mail_id));
    out.phase = alert_phase::opened;
    out.rule = rule::missing;
    out.severity = severity::critical;
    out.since = at("2026-11-24T02:23:18.213Z");
    out.at = out.since;
    out.count = 1;
    out.probe = "inbound";
    out.mailbox = "anna";
    out.summary =
        "not in any folder when a complete look began at 2026-11-24T02:23:18.031Z, after the "
        "deadline";
    out.evidence = {mail.mail_id};
    out.labels = customer;
    return out;
}

sample sample_of(event const& what, std::string_view service) {
    constexpr std::string_view prefix = "io.mailsonde.";
    auto written = to_cloudevent(what, "acme-prod", service);
    auto name = written.type.substr(prefix.size());
    return {std::move(name), std::move(written), what};
}

}  // namespace

instant at(std::string_view text) {
    return from_rfc3339(text).value();
}

std::vector<sample> samples() {
    return {
        sample_of(scheduled(), "sender"),
        sample_of(sent(), "sender"),
        sample_of(deferred(), "sender"),
        sample_of(send_failed(), "sender"),
        sample_of(send_unknown(), "sender"),
        sample_of(gap(), "sender"),
        sample_of(delivered(), "checker"),
        sample_of(late(), "checker"),
        sample_of(missing_alert(), "checker"),
    };
}

}  // namespace mailsonde::model
