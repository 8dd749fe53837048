#include "shared/wire/smtp/submit_dialog.hpp"

#include "shared/wire/smtp/smtp_errc.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::smtp {
namespace {

using namespace std::chrono_literals;

constexpr auto command_budget = 60s;
// RFC 5321 section 4.5.3.2.6 grants ten minutes; a relay that needs more than two is an alarm.
constexpr auto data_end_budget = 120s;
constexpr int closing_code = 421;
constexpr int go_ahead_code = 354;
constexpr std::size_t longest_address = 254;
constexpr std::size_t longest_line = 998;

std::string_view phase_name(bool in_mail, bool in_rcpt, bool in_data) {
    return in_mail ? "smtp.mail" : in_rcpt ? "smtp.rcpt" : in_data ? "smtp.data" : "smtp.data_end";
}

}  // namespace

submit_dialog::submit_dialog(smtp::session& session, submission mail)
    : session_(session), mail_(std::move(mail)) {}

std::string_view submit_dialog::phase() const {
    if (step_ == step::reset) {
        return "smtp.rset";
    }
    return phase_name(
        step_ == step::start || step_ == step::mail,
        step_ == step::rcpt,
        step_ == step::data || step_ == step::empty_end
    );
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
        auto reply = session_.parser.feed(std::exchange(received, {}));
        if (!reply) {
            return reply.error();
        }
        if (!*reply) {
            return need_bytes{};
        }
        if ((*reply)->code == closing_code) {
            return fail(smtp_errc::closing, (*reply)->summary());
        }
        auto const next = take(**reply);
        if (!next || !std::holds_alternative<need_bytes>(*next)) {
            return next;
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
    if (session_.parser.buffered() > 0) {
        return fail(smtp_errc::unexpected_reply, "before MAIL");
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
        case step::rcpt: {
            auto const next = step_ == step::mail ? step::rcpt : step::data;
            if (!reply.is_positive()) {
                refuse(reply);
                // Without a group nothing else is out; RSET makes the session fit for the next mail.
                return pipelined_ ? next_command(next) : send(step::reset, "RSET\r\n", "RSET\r\n");
            }
            return next_command(next);
        }
        case step::data:
            return after_data(reply);
        case step::data_end:
            step_ = step::done;
            if (reply.is_positive()) {
                acceptance_ = reply;
            } else {
                refused_in_ = "smtp.data_end";
                refusal_ = reply;
            }
            return finished{};
        case step::empty_end:
            return send(step::reset, "RSET\r\n", "RSET\r\n");
        case step::reset:
            if (!reply.is_positive()) {
                return fail(smtp_errc::unexpected_reply, reply.summary());
            }
            step_ = step::done;
            return finished{};
        case step::start:
        case step::done:
            break;
    }
    return fail(smtp_errc::unexpected_reply, reply.summary());
}

result<action> submit_dialog::after_data(reply const& reply) {
    if (reply.code == go_ahead_code && refusal_) {
        // The group's RCPT was refused, yet the server waits for data: end it at once. With no valid
        // recipient it must answer 554 (RFC 2920 section 3.1).
        return send(step::empty_end, ".\r\n", ".\r\n");
    }
    if (reply.code == go_ahead_code) {
        auto stuffed = dot_stuffed(mail_.message);
        auto shown = "(" + std::to_string(stuffed.size()) + " octets)\r\n";
        return send(step::data_end, std::move(stuffed), std::move(shown));
    }
    if (reply.is_positive() || reply.is_intermediate()) {
        return fail(smtp_errc::unexpected_reply, reply.summary());
    }
    // After a refused RCPT the 554 to DATA says nothing new: the RCPT's reply is the reason.
    refuse(reply);
    return send(step::reset, "RSET\r\n", "RSET\r\n");
}

void submit_dialog::refuse(reply const& reply) {
    if (!refusal_) {
        refused_in_ = phase();
        refusal_ = reply;
    }
}

result<action> submit_dialog::next_command(step next) {
    if (pipelined_) {
        step_ = next;
        return need_bytes{};
    }
    auto line = command(next);
    return send(next, line, line);
}

action submit_dialog::send(step next, std::string bytes, std::string shown) {
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

bool is_safe_address(std::string_view address) {
    auto const safe = std::all_of(address.begin(), address.end(), [](char c) {
        return c > 0x20 && c < 0x7F && c != '<' && c != '>' && c != '"' && c != '\\' && c != ',' &&
               c != ';' && c != ':' && c != '(' && c != ')';
    });
    auto const at = address.find('@');
    return safe && address.size() <= longest_address && at != std::string_view::npos && at > 0 &&
           at + 1 < address.size() && address.find('@', at + 1) == std::string_view::npos;
}

std::string dot_stuffed(std::string_view message) {
    std::string out;
    out.reserve(message.size() + 16);
    auto line_start = true;
    for (auto const c : message) {
        if (line_start && c == '.') {
            out += '.';
        }
        out += c;
        line_start = c == '\n';
    }
    return out + ".\r\n";
}

bool is_canonical(std::string_view message) {
    std::size_t line = 0;
    for (std::size_t i = 0; i < message.size(); ++i) {
        if (message[i] == '\r') {
            if (i + 1 == message.size() || message[i + 1] != '\n') {
                return false;
            }
            ++i;
            line = 0;
        } else if (message[i] == '\n' || message[i] == '\0' || ++line > longest_line) {
            return false;
        }
    }
    return message.ends_with("\r\n");
}

}  // namespace mailsonde::wire::smtp
