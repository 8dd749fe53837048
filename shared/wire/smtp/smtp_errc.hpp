#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>

namespace mailsonde::wire::smtp {

enum class smtp_errc : std::uint8_t {
    line_too_long = 1,       ///< the server sends longer lines than any mail server does
    reply_too_long,          ///< a reply of endless lines
    bad_reply,               ///< not an SMTP reply at all: is this an SMTP port?
    code_mismatch,           ///< the lines of one reply carry different codes
    unexpected_reply,        ///< a reply that nothing was asked for, or of a wrong kind
    not_ready,               ///< the greeting isn't 220 (554: no SMTP service here for us)
    closing,                 ///< 421: the server ends the connection, try later
    greeting_refused,        ///< EHLO and HELO refused: check `ehlo`
    starttls_unavailable,    ///< STARTTLS is required and the server doesn't offer it
    starttls_refused,        ///< offered, but refused
    injected_after_starttls,  ///< octets behind the answer to STARTTLS: somebody is in the middle
    login_in_clear,          ///< the login would go over an unencrypted connection
    login_unavailable,       ///< no mechanism in common
    login_refused,           ///< wrong user or password, or not allowed (535, 530, 534)
    login_deferred,          ///< the server can't check it now (4xx)
    malformed_address,       ///< an address that may not go into a command: our own fault
    malformed_message,       ///< a message with bare CR or LF or overlong lines: our own fault
};

[[nodiscard]] constexpr char const* errc_category_name(smtp_errc /*tag*/) {
    return "mailsonde.smtp";
}

[[nodiscard]] std::string_view errc_message(smtp_errc code);

[[nodiscard]] inline error_code make_error_code(smtp_errc code) {
    return make_errc(code);
}

}  // namespace mailsonde::wire::smtp

template <>
struct boost::system::is_error_code_enum<mailsonde::wire::smtp::smtp_errc> : std::true_type {};
