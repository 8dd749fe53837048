#pragma once

#include "shared/core/credentials.hpp"
#include "shared/core/tls_mode.hpp"
#include "shared/wire/dialog.hpp"
#include "shared/wire/sasl/mechanism.hpp"
#include "shared/wire/smtp/session.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace mailsonde::wire::smtp {

struct login_options {
    std::string ehlo_name;  ///< host name or address literal: printable ASCII without blanks
    tls_mode tls = tls_mode::implicit;
    std::optional<credentials> login;
    bool trusted_plaintext =
        false;  ///< with tls_mode::none: loopback or a host that is named trusted
};

/// From the greeting to a session that may submit: greeting, EHLO, STARTTLS and EHLO again where
/// the route says so, AUTH. With tls_mode::implicit the connection is already encrypted. Nothing is
/// pipelined: a reply to a command sent before TLS or login would belong to nobody. Fills
/// `session.capabilities` and `session.server_name`; what was learned in clear before STARTTLS is
/// forgotten (RFC 3207 section 4.2).
///
/// Phases: smtp.greeting, smtp.ehlo, smtp.starttls, smtp.auth; 60 s each.
/// @errors smtp_errc; a failure ends the connection
class login_dialog final : public dialog {
public:
    /// `session` must outlive the dialog.
    login_dialog(smtp::session& session, login_options options);

    [[nodiscard]] result<action> resume(std::string_view received) override;
    [[nodiscard]] std::string_view phase() const override;
    [[nodiscard]] std::chrono::milliseconds budget() const override;

    /// After a failure: the reply that caused it, if one did; input of classify().
    [[nodiscard]] std::optional<reply> const& refusal() const { return refusal_; }

private:
    enum class step : std::uint8_t { start, greeting, ehlo, helo, starttls, handshake, auth, done };

    result<action> begin();
    result<action> take(reply const& reply);
    result<action> after_greeting(reply const& reply);
    result<action> after_ehlo(reply const& reply);
    result<action> after_starttls(reply const& reply);
    result<action> after_auth(reply const& reply);
    result<action> begin_login(credentials const& login);
    result<action> answer_challenge(reply const& reply);
    [[nodiscard]] bool wants_starttls() const;
    failure refused(smtp_errc why, reply const& reply);
    result<action> send(step next, std::string line, std::string shown = {});

    smtp::session& session_;
    login_options options_;
    step step_ = step::start;
    bool encrypted_;
    bool sent_ = false;  ///< the last action was send_bytes
    std::unique_ptr<sasl::mechanism> mechanism_;
    /// What was too long to go with the AUTH command and answers the first challenge instead.
    std::optional<std::string> initial_response_;
    std::optional<reply> refusal_;
};

}  // namespace mailsonde::wire::smtp
