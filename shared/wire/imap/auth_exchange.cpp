#include "shared/wire/imap/auth_exchange.hpp"

#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"
#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/sasl/sasl_errc.hpp"

#include <utility>
#include <variant>

namespace mailsonde::wire::imap {
namespace {

/// Exchange takes command lines up to 10240 octets; a longer initial response waits for the "+".
constexpr std::size_t longest_initial_line = 8000;

}  // namespace

auth_exchange::auth_exchange(session& whole, credentials who, bool encrypted)
    : session_(whole), who_(std::move(who)), encrypted_(encrypted) {}

result<send_bytes> auth_exchange::begin() {
    tag_ = session_.next_tag();
    auto chosen = sasl::choose(who_, session_.capabilities.sasl_mechanisms(), encrypted_);
    if (chosen) {
        mechanism_ = std::move(*chosen);
        initial_ = mechanism_->initial_response();
    }
    auto first = mechanism_ ? result<send_bytes>(authenticate()) : login();
    session_.capabilities = imap::capabilities();
    return first;
}

send_bytes auth_exchange::authenticate() {
    auto const verb = tag_ + " AUTHENTICATE " + std::string(mechanism_->name());
    if (initial_ && session_.capabilities.has("SASL-IR")) {
        auto line = verb + " " + (initial_->empty() ? "=" : to_base64(*initial_)) + "\r\n";
        if (line.size() <= longest_initial_line) {
            initial_.reset();
            return {std::move(line), verb + " ***\r\n"};
        }
    }
    return {verb + "\r\n", verb + "\r\n"};
}

result<send_bytes> auth_exchange::login() {
    if (session_.capabilities.has("LOGINDISABLED")) {
        return fail(imap_errc::login_disabled);
    }
    if (!who_.password || !encrypted_) {
        return fail(imap_errc::auth_unavailable, "no offered mechanism fits the credentials");
    }
    login_ = command_text("LOGIN", session_.capabilities)
                 .secret_argument(who_.user)
                 .secret_argument(who_.password->reveal())
                 .made();
    return send_bytes{tag_ + " " + next_login_piece(), tag_ + " " + login_.shown + "\r\n"};
}

std::string auth_exchange::next_login_piece() {
    auto piece = login_.pieces[pieces_sent_++];
    // All but the last end in the "{n}" of a literal and its line end.
    return pieces_sent_ == login_.pieces.size() ? piece + "\r\n" : piece;
}

result<action> auth_exchange::take(response& received) {
    if (auto const* const completion = std::get_if<tagged>(&received)) {
        return conclude(*completion);
    }
    if (auto const* const challenge = std::get_if<continuation>(&received)) {
        return answer(*challenge);
    }
    auto const& data = std::get<untagged>(received);
    session_.note(data);
    if (data.status == condition::bye) {
        return refusal(data, imap_errc::bye);
    }
    return action(need_bytes{});
}

result<action> auth_exchange::answer(continuation const& challenge) {
    if (!mechanism_) {
        if (pieces_sent_ == login_.pieces.size()) {
            return action(need_bytes{});  // a "+" without reason (Exchange)
        }
        return action(send_bytes{next_login_piece(), "***\r\n"});
    }
    auto reply = result<std::string>(std::string());
    if (auto const initial = std::exchange(initial_, std::nullopt)) {
        reply = *initial;
    } else if (auto const decoded = from_base64(trimmed(challenge.text))) {
        reply = mechanism_->respond(*decoded);
        auto const needless = reply.has_error() && decoded->empty() &&
                              reply.error().code == sasl::sasl_errc::unexpected_challenge;
        if (needless) {
            return action(need_bytes{});  // a "+" without reason (Exchange)
        }
    } else {
        return fail(sasl::sasl_errc::malformed_challenge);
    }
    if (!reply) {
        return reply.error();
    }
    return action(send_bytes{to_base64(*reply) + "\r\n", "***\r\n"});
}

result<action> auth_exchange::conclude(tagged const& completion) {
    session_.note(completion);
    if (completion.tag != tag_) {
        return fail(imap_errc::bad_response, "unknown tag " + sanitised(completion.tag, 32));
    }
    if (completion.status != condition::ok) {
        // BAD is about the command, not about the password: no reason to count a failed login.
        auto const otherwise = completion.status == condition::no ? imap_errc::authentication_failed
                                                                  : imap_errc::command_refused;
        return refusal(completion, otherwise);
    }
    if (mechanism_ && !mechanism_->may_succeed()) {
        return fail(sasl::sasl_errc::server_not_proven);
    }
    return action(finished{});
}

}  // namespace mailsonde::wire::imap
