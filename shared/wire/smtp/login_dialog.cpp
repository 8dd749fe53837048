#include "shared/wire/smtp/login_dialog.hpp"

#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mailsonde::wire::smtp {
namespace {

using namespace std::chrono_literals;

// RFC 5321 section 4.5.3.2 grants minutes; a monitor that waits so long is no use.
constexpr auto step_budget = 60s;
constexpr int service_ready = 220;
constexpr int login_done = 235;
constexpr int completed = 250;
constexpr int challenge = 334;
constexpr std::size_t longest_name = 255;
// RFC 4954 section 4: an initial response may not make the command longer than RFC 5321 allows.
constexpr std::size_t longest_command = 512;

bool is_usable_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name &&
           std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7F; });
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
        return begin();
    }
    if (step_ == step::handshake) {
        encrypted_ = true;
        session_.capabilities = {};
        session_.server_name.clear();
        return send(step::ehlo, "EHLO " + options_.ehlo_name + "\r\n");
    }
    if (std::exchange(sent_, false)) {
        return need_bytes{};
    }
    auto const next = session_.parser.feed(received);
    if (!next) {
        return next.error();
    }
    if (!*next) {
        return need_bytes{};
    }
    if ((*next)->code == closing_code) {
        return refused(smtp_errc::closing, **next);
    }
    return take(**next);
}

result<action> login_dialog::begin() {
    if (!is_usable_name(options_.ehlo_name)) {
        return fail(smtp_errc::malformed_address, "the name for EHLO");
    }
    step_ = step::greeting;
    return need_bytes{};
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
    return refused(smtp_errc::unexpected_reply, reply);
}

result<action> login_dialog::after_greeting(reply const& reply) {
    if (reply.code != service_ready) {
        return refused(smtp_errc::not_ready, reply);
    }
    session_.server_name = server_name_in(reply);
    return send(step::ehlo, "EHLO " + options_.ehlo_name + "\r\n");
}

bool login_dialog::wants_starttls() const {
    return options_.tls == tls_mode::starttls && !encrypted_;
}

result<action> login_dialog::after_ehlo(reply const& reply) {
    if (reply.code != completed) {
        // An old server without extensions will do if none is needed.
        auto const fallback = step_ == step::ehlo && reply.is_permanent() && !options_.login &&
                              options_.tls != tls_mode::starttls;
        return fallback ? send(step::helo, "HELO " + options_.ehlo_name + "\r\n")
                        : refused(smtp_errc::greeting_refused, reply);
    }
    session_.capabilities = step_ == step::ehlo ? parse_capabilities(reply) : capabilities{};
    if (auto name = server_name_in(reply); !name.empty()) {
        session_.server_name = std::move(name);
    }
    if (wants_starttls()) {
        if (!session_.capabilities.starttls) {
            return fail(smtp_errc::starttls_unavailable);
        }
        return send(step::starttls, "STARTTLS\r\n");
    }
    if (options_.login) {
        return begin_login(*options_.login);
    }
    step_ = step::done;
    return finished{};
}

result<action> login_dialog::after_starttls(reply const& reply) {
    if (reply.code != service_ready) {
        return refused(smtp_errc::starttls_refused, reply);
    }
    // Whoever put octets here wants them taken for an answer that came under TLS.
    if (session_.parser.buffered() > 0) {
        return fail(smtp_errc::injected_after_starttls);
    }
    step_ = step::handshake;
    return start_tls{};
}

result<action> login_dialog::begin_login(credentials const& login) {
    if (!encrypted_ && !options_.trusted_plaintext) {
        return fail(smtp_errc::login_in_clear);
    }
    auto chosen = sasl::choose(login, session_.capabilities.auth_mechanisms, true);
    if (!chosen) {
        return fail(smtp_errc::login_unavailable, chosen.error().text());
    }
    mechanism_ = std::move(*chosen);
    auto const command = "AUTH " + std::string(mechanism_->name());
    auto line = command;
    if (auto const initial = mechanism_->initial_response()) {
        auto const encoded = initial->empty() ? "=" : to_base64(*initial);
        if (command.size() + encoded.size() + 3 > longest_command) {
            initial_response_ = to_base64(*initial);
        } else {
            line += " " + encoded;
        }
    }
    return send(step::auth, line + "\r\n", command + " ***\r\n");
}

result<action> login_dialog::after_auth(reply const& reply) {
    if (reply.code == challenge) {
        return answer_challenge(reply);
    }
    if (reply.code == login_done) {
        // A server that skips SCRAM's proof, or that accepts what it never asked for, isn't
        // believed.
        if (initial_response_ || !mechanism_->may_succeed()) {
            return fail(smtp_errc::login_refused, "success without the server's proof");
        }
        step_ = step::done;
        return finished{};
    }
    if (reply.is_temporary()) {
        return refused(smtp_errc::login_deferred, reply);
    }
    return refused(
        reply.is_permanent() ? smtp_errc::login_refused : smtp_errc::unexpected_reply, reply
    );
}

result<action> login_dialog::answer_challenge(reply const& reply) {
    if (initial_response_) {
        auto line = std::move(*initial_response_) + "\r\n";
        initial_response_.reset();
        return send(step::auth, std::move(line), "***\r\n");
    }
    // LOGIN's prompts are for people; some servers don't encode them. Nobody else takes an empty
    // one.
    auto const asked = from_base64(trimmed(reply.lines.back()));
    auto const answer = mechanism_->respond(asked.value_or(std::string()));
    if (!answer) {
        return fail(smtp_errc::login_refused, answer.error().text());
    }
    return send(step::auth, to_base64(*answer) + "\r\n", "***\r\n");
}

failure login_dialog::refused(smtp_errc why, reply const& reply) {
    refusal_ = reply;
    return fail(why, reply.summary());
}

result<action> login_dialog::send(step next, std::string line, std::string shown) {
    if (auto const silent = session_.expect_silence(); !silent) {
        return silent.error();
    }
    step_ = next;
    sent_ = true;
    if (shown.empty()) {
        shown = line;
    }
    return send_bytes{std::move(line), std::move(shown)};
}

}  // namespace mailsonde::wire::smtp
