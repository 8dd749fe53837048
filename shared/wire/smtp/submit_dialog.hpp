#pragma once

#include "shared/wire/dialog.hpp"
#include "shared/wire/smtp/session.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace mailsonde::wire::smtp {

/// One mail for one recipient.
struct submission {
    std::string mail_from;
    std::string rcpt_to;
    std::string message;  ///< RFC 5322, CRLF line ends, not dot-stuffed
};

/// MAIL, RCPT, DATA and the message: in one group where the server pipelines (RFC 2920; the group
/// ends at DATA), else one by one.
///
/// A refused mail isn't a failure of the dialog: it finishes, refusal() holds the reply that decided,
/// and the connection takes the next mail. A failure means that the connection is of no more use.
class submit_dialog final : public dialog {
public:
    /// `session` must outlive the dialog; a login_dialog has finished on it.
    submit_dialog(smtp::session& session, submission mail);

    [[nodiscard]] result<action> resume(std::string_view received) override;
    [[nodiscard]] std::string_view phase() const override;
    [[nodiscard]] std::chrono::milliseconds budget() const override;

    /// The reply by which the server took responsibility.
    [[nodiscard]] std::optional<reply> const& acceptance() const { return acceptance_; }
    /// The first reply that refused the mail, and the phase it belongs to.
    [[nodiscard]] std::optional<reply> const& refusal() const { return refusal_; }
    [[nodiscard]] std::string_view refused_in() const { return refused_in_; }
    /// True once the end of the data may have reached the server without an answer: if the connection
    /// breaks now, nobody knows whether the mail was accepted (RFC 5321 section 4.2.5).
    [[nodiscard]] bool in_doubt() const { return step_ == step::data_end; }

private:
    enum class step : std::uint8_t { start, mail, rcpt, data, data_end, empty_end, reset, done };

    result<action> begin();
    result<action> take(reply const& reply);
    result<action> after_data(reply const& reply);
    void refuse(reply const& reply);
    result<action> next_command(step next);
    action send(step next, std::string bytes, std::string shown);
    [[nodiscard]] std::string command(step of) const;

    smtp::session& session_;
    submission mail_;
    step step_ = step::start;
    bool pipelined_ = false;
    bool sent_ = false;  ///< the last action was send_bytes
    std::optional<reply> acceptance_;
    std::optional<reply> refusal_;
    std::string_view refused_in_;
};

/// True if the address may stand between "<" and ">" of a command: printable ASCII, one '@', no
/// blanks, no angle brackets, quotes or backslashes, at most 254 octets (RFC 5321 section 4.5.3.1).
[[nodiscard]] bool is_safe_address(std::string_view address);

/// The message with "." doubled at line starts and the end of the data appended (section 4.5.2).
[[nodiscard]] std::string dot_stuffed(std::string_view message);

/// True if every line ends in CRLF, no CR or LF stands alone, no NUL, no line is over 998 octets.
[[nodiscard]] bool is_canonical(std::string_view message);

}  // namespace mailsonde::wire::smtp
