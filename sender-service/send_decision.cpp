#include "sender-service/send_decision.hpp"

#include <algorithm>
#include <array>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using model::send_failure;

constexpr milliseconds unreachable_window = 60s;
constexpr milliseconds first_reconnect = 2s;
constexpr milliseconds longest_reconnect = 20s;
constexpr std::array<int, 3> retry_factors{1, 5, 10};

model::expected_place place_of(config::expectation expect) {
    switch (expect) {
        case config::expectation::inbox:
            return model::expected_place::inbox;
        case config::expectation::junk:
            return model::expected_place::junk;
        case config::expectation::folder:
            return model::expected_place::folder;
        case config::expectation::nothing:
            return model::expected_place::nothing;
    }
    return model::expected_place::inbox;
}

model::judging judging_from(model::open_send const& mail, instant accepted_at) {
    auto judging = mail.judging;
    judging.deadline_at = accepted_at + mail.deadline;
    judging.undetermined_at = judging.deadline_at + mail.undetermined_after;
    return judging;
}

/// When to try again after the attempt with number `mail.attempts`, or nullopt: never.
std::optional<instant> retry_at(
    model::open_send const& mail, send_failure why, instant ended_at, milliseconds retry
) {
    auto const tries = static_cast<std::size_t>(std::max(mail.attempts, 1));
    auto limit = mail.send_by;
    milliseconds wait{0};
    switch (why) {
        case send_failure::temporary:
            wait = retry * retry_factors.at(std::min(tries, retry_factors.size()) - 1);
            break;
        case send_failure::connection:
        case send_failure::tls:
            wait = std::min(
                first_reconnect * (1 << std::min<std::size_t>(tries - 1, 8)), longest_reconnect
            );
            limit = std::min(limit, mail.started_at + unreachable_window);
            break;
        case send_failure::permanent:
        case send_failure::authentication:
        case send_failure::internal:
            return std::nullopt;
    }
    auto const next = ended_at + wait;
    return next < limit ? std::optional(next) : std::nullopt;
}

model::mail_send_unknown unknown_event(
    model::open_send const& mail, instant at, std::string detail
) {
    return {
        mail.mail,
        mail.token,
        mail.recipient,
        mail.route,
        at,
        std::move(detail),
        judging_from(mail, at)
    };
}

}  // namespace

model::open_send plan_mail(
    config::config const& config,
    config::probe const& probe,
    config::mailbox const& mailbox,
    instant slot,
    instant now
) {
    auto const mail_id = model::make_mail_id(probe.name, slot, mailbox.name);
    model::token_binding const binding{config.instance, mailbox.name, mailbox.address};
    auto const token = model::mint(config.signing, binding, slot, model::token_nonce(mail_id));
    model::open_send mail;
    mail.mail = {mail_id, probe.name, mailbox.name, slot};
    mail.token = token.text();
    mail.recipient = mailbox.address;
    mail.route = probe.route;
    mail.from = config.routes.at(probe.route).from;
    mail.started_at = now;
    mail.send_by = now + probe.send_window;
    mail.not_before = now;
    mail.deadline = probe.deadline;
    mail.undetermined_after = probe.undetermined_after;
    mail.judging.grace = probe.grace;
    mail.judging.warn = probe.delay.warn;
    mail.judging.crit = probe.delay.crit;
    mail.judging.expect = place_of(probe.expect);
    mail.judging.expect_folder = probe.expect_folder;
    mail.judging.labels = probe.labels;
    return mail;
}

send_decision decide_send(
    model::open_send const& mail, clients::attempt const& attempt, milliseconds retry
) {
    auto tried = mail;
    tried.attempts += attempt.tried ? 1 : 0;
    tried.maybe_accepted = mail.maybe_accepted || attempt.maybe_accepted;
    auto smtp = attempt.smtp;
    smtp.attempts = tried.attempts;
    if (!attempt.failure) {
        return {
            model::mail_sent{
                tried.mail,
                tried.token,
                tried.recipient,
                tried.route,
                message_id_of(tried.token, tried.from),
                attempt.ended_at,
                std::move(smtp),
                judging_from(tried, attempt.ended_at)
            },
            std::nullopt
        };
    }
    if (auto const next = retry_at(tried, *attempt.failure, attempt.ended_at, retry)) {
        tried.not_before = *next;
        return {
            model::mail_deferred{
                tried.mail,
                attempt.ended_at,
                *next,
                *attempt.failure,
                attempt.detail,
                std::move(smtp)
            },
            tried
        };
    }
    if (tried.maybe_accepted) {
        return {unknown_event(tried, attempt.ended_at, attempt.detail), std::nullopt};
    }
    return {
        model::mail_send_failed{
            tried.mail,
            attempt.ended_at,
            tried.route,
            *attempt.failure,
            attempt.detail,
            std::move(smtp),
            tried.judging.labels
        },
        std::nullopt
    };
}

model::event give_up(model::open_send const& mail, instant now) {
    return unknown_event(mail, now, "the send window ended before the outcome was recorded");
}

std::string message_id_of(std::string_view token, std::string_view from) {
    return std::string(token) + "@" + std::string(from.substr(from.rfind('@') + 1));
}

}  // namespace mailsonde::sender
