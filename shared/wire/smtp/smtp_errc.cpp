#include "shared/wire/smtp/smtp_errc.hpp"

namespace mailsonde::wire::smtp {

std::string_view errc_message(smtp_errc code) {
    switch (code) {
        case smtp_errc::line_too_long:
            return "reply line too long";
        case smtp_errc::reply_too_long:
            return "reply too long";
        case smtp_errc::bad_reply:
            return "not an SMTP reply";
        case smtp_errc::code_mismatch:
            return "reply lines with different codes";
        case smtp_errc::unexpected_reply:
            return "unexpected reply";
        case smtp_errc::not_ready:
            return "the server is not ready";
        case smtp_errc::closing:
            return "the server is closing the connection";
        case smtp_errc::greeting_refused:
            return "EHLO refused";
        case smtp_errc::starttls_unavailable:
            return "STARTTLS is required but not offered: see `port` and `tls`, or somebody in "
                   "between took the offer away";
        case smtp_errc::starttls_refused:
            return "STARTTLS refused";
        case smtp_errc::injected_after_starttls:
            return "octets injected behind STARTTLS";
        case smtp_errc::login_in_clear:
            return "refusing to log in over an unencrypted connection";
        case smtp_errc::login_unavailable:
            return "no usable login mechanism";
        case smtp_errc::login_refused:
            return "login refused";
        case smtp_errc::login_deferred:
            return "login deferred by the server";
        case smtp_errc::mail_rejected:
            return "sender refused";
        case smtp_errc::recipient_rejected:
            return "recipient refused";
        case smtp_errc::data_rejected:
            return "message refused";
        case smtp_errc::size_exceeded:
            return "message too large for the server";
        case smtp_errc::malformed_address:
            return "malformed address or name";
        case smtp_errc::malformed_message:
            return "malformed message";
    }
    return "unknown error";
}

}  // namespace mailsonde::wire::smtp
