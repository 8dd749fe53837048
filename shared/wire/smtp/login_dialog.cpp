#include "shared/wire/smtp/login_dialog.hpp"

#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"
#include "shared/wire/smtp/smtp_errc.hpp"

#include <utility>

namespace mailsonde::wire::smtp {
namespace {

using namespace std::chrono_literals;

constexpr auto step_budget = 60s;
constexpr int closing_code = 421;
constexpr int login_done_code = 235;
constexpr int challenge_code = 334;

bool is_usable_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 && !has_control_characters(name) &&
           name.find(' ') == std::string_view::npos;
}

}  // namespace

login_dialog::login_dialog(smtp::session& session, login_options options)
    : session_(session),
      options_(std::move(options)),
      encrypted_(options_.tls == tls_mode::implicit) {}

std::string_view login_dialog::phase() const {
    switch (step_) {
        case step::start:
        case step::greeting:
            return "smtp.greeting";
        case step::ehlo:
        case step::helo:
            return "smtp.ehlo";
        case step::starttls:
        case step::handshake:
            return "smtp.starttls";
        case step::auth:
        case step::done:
            return "smtp.auth";
    }
    return "smtp";
}

std::chrono::milliseconds login_dialog::budget() const {
    return step_budget;
}

result<action> login_dialog::resume(std::string_view received) {
    if (step_ == step::start) {
        if (!is_usable_name(options_.ehlo_name)) {
            return fail(smtp_errc::malformed_address, "the name for EHLO");
        }
        step_ = step::greeting;
        return need_bytes{};
    }
    if (step_ == step::handshake) {
        // Everything learned in clear is forgotten (RFC 3207 section 4.2).
        encrypted_ = true;
        session_.capabilities = {};
        return send(step::ehlo, "EHLO " + options_.ehlo_name + "\r\n");
    }
    if (std::exchange(sent_, false)) {
        return need_bytes{};
    }
    auto reply = session_.parser.feed(received);
    if (!reply) {
        return reply.error();
    }
    if (!*reply) {
        return need_bytes{};
    }
    if ((*reply)->code == closing_code) {
        return fail(smtp_errc::closing, (*reply)->summary());
    }
    return take(**reply);
}

result<action> login_dialog::take(reply const& reply) {
    switch (step_) {
        case step::greeting:
            return after_greeting(reply);
        case step::ehlo:
        case step::helo:
            return after_ehlo(reply);
        case step::starttls:
            return after_starttls(reply);
        case step::auth:
            return after_auth(reply);
        case step::start:
        case step::handshake:
        case step::done:
            break;
    }
    return fail(smtp_errc::unexpected_reply, reply.summary());
}

result<action> login_dialog::after_greeting(reply const& reply) {
    if (reply.code != 220) {
        return fail(smtp_errc::not_ready, reply.summary());
    }
    if (session_.parser.buffered() > 0) {
        return fail(smtp_errc::unexpected_reply, "more than a greeting");
    }
    return send(step::ehlo, "EHLO " + options_.ehlo_name + "\r\n");
}

result<action> login_dialog::after_ehlo(reply const& reply) {
    auto const wants_extensions =
        options_.login || (options_.tls == tls_mode::starttls && !encrypted_);
    if (reply.code != 250) {
        if (step_ == step::ehlo && reply.is_permanent() && !wants_extensions) {
            return send(step::helo, "HELO " + options_.ehlo_name + "\r\n");
        }
        return fail(smtp_errc::greeting_refused, reply.summary());
    }
    session_.capabilities = step_ == step::ehlo ? parse_capabilities(reply) : capabilities{};
    if (options_.tls == tls_mode::starttls && !encrypted_) {
        if (!session_.capabilities.starttls) {
            return fail(smtp_errc::starttls_unavailable);
        }
        return send(step::starttls, "STARTTLS\r\n");
    }
    return options_.login ? begin_login() : result<action>(finished{});
}

result<action> login_dialog::after_starttls(reply const& reply) {
    if (reply.code != 220) {
        return fail(smtp_errc::starttls_refused, reply.summary());
    }
    if (session_.parser.buffered() > 0) {
        return fail(smtp_errc::injected_after_starttls);
    }
    step_ = step::handshake;
    return start_tls{};
}

result<action> login_dialog::begin_login() {
    if (!encrypted_ && !options_.trusted_plaintext) {
        return fail(smtp_errc::login_in_clear);
    }
    auto chosen = sasl::choose(*options_.login, session_.capabilities.auth_mechanisms, true);
    if (!chosen) {
        return fail(smtp_errc::login_unavailable, chosen.error().detail);
    }
    mechanism_ = std::move(*chosen);
    auto command = "AUTH " + std::string(mechanism_->name());
    auto const shown = command + " ***\r\n";
    if (auto const initial = mechanism_->initial_response()) {
        command += " " + (initial->empty() ? "=" : to_base64(*initial));
    }
    return send(step::auth, command + "\r\n", shown);
}

result<action> login_dialog::after_auth(reply const& reply) {
    if (reply.code == challenge_code) {
        auto const challenge = from_base64(trimmed(reply.lines.empty() ? "" : reply.lines.back()));
        // LOGIN's prompts are for people; some servers don't encode them.
        auto const answer = mechanism_->respond(challenge.value_or(std::string()));
        if (!answer) {
            return fail(smtp_errc::login_refused, answer.error().text());
        }
        return send(step::auth, to_base64(*answer) + "\r\n", "***\r\n");
    }
    if (reply.code == login_done_code) {
        if (!mechanism_->may_succeed()) {
            return fail(smtp_errc::login_refused, "the server did not prove that it knows the password");
        }
        step_ = step::done;
        return finished{};
    }
    return fail(
        reply.is_temporary() ? smtp_errc::login_deferred : smtp_errc::login_refused, reply.summary()
    );
}

action login_dialog::send(step next, std::string line, std::string shown) {
    step_ = next;
    sent_ = true;
    if (shown.empty()) {
        shown = line;
    }
    return send_bytes{std::move(line), std::move(shown)};
}

}  // namespace mailsonde::wire::smtp
