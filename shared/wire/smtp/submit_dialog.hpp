#pragma once

#include "shared/wire/dialog.hpp"
#include "shared/wire/mail/address.hpp"
#include "shared/wire/smtp/classify.hpp"
#include "shared/wire/smtp/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::smtp {

using mail::is_safe_address;

/// One mail for one recipient.
struct submission {
    std::string mail_from;  ///< see is_safe_address
    std::string rcpt_to;
    std::string message;  ///< see is_canonical; not dot-stuffed
};

/// What the server answered, and to what.
struct answer {
    std::string_view phase;  ///< "smtp.mail", "smtp.rcpt", …: a literal
    smtp::reply reply;
};

/// The fate of a mail, once it is known.
struct submit_outcome {
    submission_class result = submission_class::permanent;  ///< accepted, temporary, permanent, …
    error_code reason;       ///< mail_rejected, recipient_rejected, …; none if accepted
    std::string_view phase;  ///< where it was decided: a literal
    reply decisive;          ///< the reply that decided
    std::string queue_id;    ///< of an accepted mail, "" if the server named none
};

/// MAIL, RCPT, DATA and the message: in one group where the server pipelines (RFC 2920; the group
/// ends at DATA), else one by one.
///
/// A refused mail isn't a failure of the dialog: it finishes, outcome() says how, and the
/// connection takes the next mail. A failure means that the connection is of no more use; outcome()
/// may be known nevertheless (421 as an answer, a connection that breaks in the RSET behind a
/// refusal).
///
/// Phases: smtp.mail, smtp.rcpt, smtp.data (60 s), smtp.data_end (120 s), smtp.rset (60 s).
/// @errors smtp_errc::malformed_address, malformed_message: nothing was sent, the connection is
/// fit;
///         size_exceeded: likewise, the server announced a lower limit;
///         others: the connection is done
class submit_dialog final : public dialog {
public:
    /// `session` must outlive the dialog; a login_dialog has finished on it.
    submit_dialog(smtp::session& session, submission mail);

    [[nodiscard]] result<action> resume(std::string_view received) override;
    [[nodiscard]] std::string_view phase() const override;
    [[nodiscard]] std::chrono::milliseconds budget() const override;

    /// The reply by which the server took responsibility.
    [[nodiscard]] std::optional<reply> const& acceptance() const { return acceptance_; }

    /// The first reply that refused the mail, and the phase it belongs to (a literal).
    [[nodiscard]] std::optional<reply> const& refusal() const { return refusal_; }

    [[nodiscard]] std::string_view refused_in() const { return refused_in_; }

    /// Both of them with what follows from it; nullopt while the fate isn't known.
    [[nodiscard]] std::optional<submit_outcome> outcome() const;

    /// Every reply in its order, also those that decided nothing.
    [[nodiscard]] std::vector<answer> const& answers() const { return answers_; }

    /// True once the message and its end were handed out to be sent.
    [[nodiscard]] bool data_sent() const { return data_sent_; }

    /// True between that and the answer: if the connection breaks now, nobody knows whether the
    /// mail was accepted (RFC 5321 section 4.2.5).
    [[nodiscard]] bool in_doubt() const { return data_sent_ && !is_decided(); }

private:
    enum class step : std::uint8_t { start, mail, rcpt, data, data_end, empty_end, reset, done };

    result<action> begin();
    result<action> take(reply const& reply);
    result<action> after_envelope(reply const& reply);
    result<action> after_data(reply const& reply);
    result<action> after_data_end(reply const& reply);

    [[nodiscard]] bool is_decided() const { return acceptance_ || refusal_; }

    void refuse(reply const& reply);
    result<action> next_command(step next);
    result<action> reset();
    result<action> finish();
    result<action> send(step next, std::string bytes, std::string shown);
    [[nodiscard]] std::string command(step of) const;

    smtp::session& session_;
    submission mail_;
    step step_ = step::start;
    bool pipelined_ = false;
    bool sent_ = false;  ///< the last action was send_bytes
    bool data_sent_ = false;
    std::optional<reply> acceptance_;
    std::optional<reply> refusal_;
    std::string_view refused_in_;
    std::vector<answer> answers_;
};

}  // namespace mailsonde::wire::smtp
