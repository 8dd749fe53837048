#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>
#include <string_view>

namespace mailsonde::wire::smtp {

/// What can go wrong between us and an SMTP server. The failure's detail holds the server's own
/// words; what to do about each is said here.
enum class smtp_errc : std::uint8_t {
    line_too_long = 1,     ///< a line no mail server sends: is this an SMTP port?
    reply_too_long,        ///< a reply of endless lines: is this a mail server?
    bad_reply,             ///< not an SMTP reply: check host, port and `tls` (implicit or starttls)
    code_mismatch,         ///< lines of one reply carry different codes: broken or hostile server
    unexpected_reply,      ///< a reply nothing was asked for, or of a wrong kind: out of step
    not_ready,             ///< the greeting isn't 220: the server doesn't want us, ask its operator
    closing,               ///< 421, often for idleness or load: connect again, or try later
    greeting_refused,      ///< EHLO (and HELO) refused: check the name that we say in EHLO
    starttls_unavailable,  ///< STARTTLS is required but not offered: check `port` and `tls`
    starttls_refused,      ///< offered, then refused: the server's certificate may be broken
    injected_after_starttls,  ///< octets behind the answer to STARTTLS: somebody is in the middle
    login_in_clear,           ///< the login would go over an unencrypted connection: use `tls`
    login_unavailable,        ///< no mechanism in common: check what the server offers and `auth`
    login_refused,            ///< wrong user or password, or no permission (535, 530, 534)
    login_deferred,           ///< the server can't check it now (454 and other 4xx)
    mail_rejected,            ///< the sender was refused: check the route's `from`
    recipient_rejected,       ///< the recipient was refused: check the mailbox's `address`
    data_rejected,            ///< refused with or after the data: content or policy
    size_exceeded,            ///< the message is over the limit that the server announced
    malformed_address,        ///< an address or name that may not go into a command: our own fault
    malformed_message,        ///< a message that may not go on the wire: our own fault
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
