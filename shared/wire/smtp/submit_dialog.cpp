#include "shared/wire/smtp/submit_dialog.hpp"

#include "shared/wire/smtp/message_text.hpp"

#include <utility>

namespace mailsonde::wire::smtp {
namespace {

using namespace std::chrono_literals;

constexpr auto command_budget = 60s;
// RFC 5321 section 4.5.3.2.6 grants ten minutes; a relay that needs more than two is an alarm.
constexpr auto data_end_budget = 120s;
constexpr int go_ahead = 354;
constexpr int storage_exceeded = 552;

smtp_errc reason_of(std::string_view phase, reply const& reply) {
    auto const too_large = reply.enhanced.ends_with(".3.4");
    if (too_large || (phase == "smtp.mail" && reply.code == storage_exceeded)) {
        return smtp_errc::size_exceeded;  // RFC 1870 section 6.1
    }
    if (phase == "smtp.mail") {
        return smtp_errc::mail_rejected;
    }
    return phase == "smtp.rcpt" ? smtp_errc::recipient_rejected : smtp_errc::data_rejected;
}

}  // namespace

submit_dialog::submit_dialog(smtp::session& session, submission mail)
    : session_(session), mail_(std::move(mail)) {}

std::string_view submit_dialog::phase() const {
    switch (step_) {
        case step::start:
        case step::mail:
            return "smtp.mail";
        case step::rcpt:
            return "smtp.rcpt";
        case step::data:
        case step::empty_end:
            return "smtp.data";
        case step::data_end:
        case step::done:
            return "smtp.data_end";
        case step::reset:
            return "smtp.rset";
    }
    return "smtp";
}

std::chrono::milliseconds submit_dialog::budget() const {
    return step_ == step::data_end ? data_end_budget : command_budget;
}

result<action> submit_dialog::resume(std::string_view received) {
    if (step_ == step::start) {
        return begin();
    }
    if (std::exchange(sent_, false)) {
        return need_bytes{};
    }
    // One read may hold the replies to a whole group.
    while (true) {
        auto next = session_.parser.feed(std::exchange(received, {}));
        if (!next) {
            return next.error();
        }
        auto& found = *next;
        if (!found) {
            return need_bytes{};
        }
        auto const& reply = answers_.emplace_back(answer{phase(), *std::move(found)}).reply;
        if (reply.code == closing_code) {
            refuse(reply);
            return fail(smtp_errc::closing, reply.summary());
        }
        auto what = take(reply);
        if (!what || !std::holds_alternative<need_bytes>(*what)) {
            return what;
        }
    }
}

result<action> submit_dialog::begin() {
    if (!is_safe_address(mail_.mail_from) || !is_safe_address(mail_.rcpt_to)) {
        return fail(smtp_errc::malformed_address, "sender or recipient");
    }
    if (!is_canonical(mail_.message)) {
        return fail(smtp_errc::malformed_message);
    }
    auto const limit = session_.capabilities.size_limit;
    if (limit && mail_.message.size() > *limit) {
        return fail(
            smtp_errc::size_exceeded,
            std::to_string(mail_.message.size()) + " octets, the limit is " + std::to_string(*limit)
        );
    }
    pipelined_ = session_.capabilities.pipelining;
    if (!pipelined_) {
        return next_command(step::mail);
    }
    auto group = command(step::mail) + command(step::rcpt) + command(step::data);
    return send(step::mail, group, group);
}

result<action> submit_dialog::take(reply const& reply) {
    switch (step_) {
        case step::mail:
        case step::rcpt:
            return after_envelope(reply);
        case step::data:
            return after_data(reply);
        case step::data_end:
            return after_data_end(reply);
        case step::empty_end:
            // Whatever it says: the mail was refused before.
            return reset();
        case step::reset:
            return reply.is_positive() ? finish()
                                       : fail(smtp_errc::unexpected_reply, reply.summary());
        case step::start:
        case step::done:
            break;
    }
    return fail(smtp_errc::unexpected_reply, reply.summary());
}

result<action> submit_dialog::after_envelope(reply const& reply) {
    if (reply.is_intermediate()) {
        return fail(smtp_errc::unexpected_reply, reply.summary());
    }
    if (!reply.is_positive()) {
        refuse(reply);
        if (!pipelined_) {
            return reset();
        }
    }
    return next_command(step_ == step::mail ? step::rcpt : step::data);
}

result<action> submit_dialog::after_data(reply const& reply) {
    if (reply.code == go_ahead && refusal_) {
        // The group's RCPT was refused, yet the server waits for data: end it at once. With no
        // valid recipient it must refuse that (RFC 2920 section 3.1).
        return send(step::empty_end, ".\r\n", ".\r\n");
    }
    if (reply.code == go_ahead) {
        auto stuffed = dot_stuffed(mail_.message);
        auto shown = "(" + std::to_string(stuffed.size()) + " octets)\r\n";
        auto out = send(step::data_end, std::move(stuffed), std::move(shown));
        data_sent_ = out.has_value();
        return out;
    }
    if (reply.is_positive() || reply.is_intermediate()) {
        return fail(smtp_errc::unexpected_reply, reply.summary());
    }
    // After a refused RCPT the 554 to DATA says nothing new: the RCPT's reply is the reason.
    refuse(reply);
    return reset();
}

result<action> submit_dialog::after_data_end(reply const& reply) {
    if (reply.is_intermediate()) {
        return fail(smtp_errc::unexpected_reply, reply.summary());
    }
    if (reply.is_positive()) {
        acceptance_ = reply;
    } else {
        refuse(reply);
    }
    return finish();
}

/// The first refusal decides; what follows in a group are its consequences.
void submit_dialog::refuse(reply const& reply) {
    if (!is_decided()) {
        refused_in_ = phase();
        refusal_ = reply;
    }
}

std::optional<submit_outcome> submit_dialog::outcome() const {
    if (acceptance_) {
        return submit_outcome{
            submission_class::accepted,
            error_code(),
            "smtp.data_end",
            *acceptance_,
            queue_id_of(*acceptance_)
        };
    }
    if (refusal_) {
        auto const reason = reason_of(refused_in_, *refusal_);
        return submit_outcome{classify(reason, refusal_), reason, refused_in_, *refusal_, {}};
    }
    return std::nullopt;
}

result<action> submit_dialog::next_command(step next) {
    if (pipelined_) {
        step_ = next;
        return need_bytes{};
    }
    auto line = command(next);
    return send(next, line, line);
}

result<action> submit_dialog::reset() {
    return send(step::reset, "RSET\r\n", "RSET\r\n");
}

result<action> submit_dialog::finish() {
    step_ = step::done;
    return finished{};
}

result<action> submit_dialog::send(step next, std::string bytes, std::string shown) {
    if (auto const silent = session_.expect_silence(); !silent) {
        return silent.error();
    }
    step_ = next;
    sent_ = true;
    return send_bytes{std::move(bytes), std::move(shown)};
}

std::string submit_dialog::command(step of) const {
    if (of == step::mail) {
        auto const size = session_.capabilities.size
                              ? " SIZE=" + std::to_string(mail_.message.size())
                              : std::string();
        return "MAIL FROM:<" + mail_.mail_from + ">" + size + "\r\n";
    }
    return of == step::rcpt ? "RCPT TO:<" + mail_.rcpt_to + ">\r\n" : "DATA\r\n";
}

}  // namespace mailsonde::wire::smtp
