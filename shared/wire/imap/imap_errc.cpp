#include "shared/wire/imap/imap_errc.hpp"

namespace mailsonde::wire::imap {

std::string_view errc_message(imap_errc code) {
    switch (code) {
        case imap_errc::bad_greeting:
            return "no IMAP greeting";
        case imap_errc::bye:
            return "the server closed the session";
        case imap_errc::preauth_refused:
            return "the server takes us for somebody without a login (PREAUTH): it is not set up "
                   "for mail clients, or somebody in between wants to prevent TLS";
        case imap_errc::starttls_unavailable:
            return "the server offers no STARTTLS: see `port` and `tls`, or somebody in between "
                   "took the offer away";
        case imap_errc::starttls_refused:
            return "STARTTLS refused";
        case imap_errc::injected_after_starttls:
            return "octets injected behind STARTTLS";
        case imap_errc::login_disabled:
            return "the server allows no login on this connection";
        case imap_errc::auth_unavailable:
            return "no usable authentication mechanism";
        case imap_errc::authentication_failed:
            return "authentication failed";
        case imap_errc::authorization_failed:
            return "authorization failed";
        case imap_errc::web_login_required:
            return "the provider asks for a login in a browser";
        case imap_errc::limited:
            return "limited by the server";
        case imap_errc::unavailable:
            return "temporarily unavailable";
        case imap_errc::no_such_folder:
            return "no such folder";
        case imap_errc::command_refused:
            return "command refused";
        case imap_errc::bad_response:
            return "malformed response";
        case imap_errc::line_too_long:
            return "response line too long";
        case imap_errc::literal_too_long:
            return "literal too long";
        case imap_errc::nesting_too_deep:
            return "response nested too deeply";
        case imap_errc::too_many_values:
            return "too many values in a response";
        case imap_errc::too_many_responses:
            return "too many responses";
        case imap_errc::too_many_bytes:
            return "too much data";
        case imap_errc::uid_validity_changed:
            return "UIDVALIDITY changed";
        case imap_errc::read_only:
            return "folder is read-only";
        case imap_errc::not_our_mail:
            return "not a mail of ours";
        case imap_errc::still_there:
            return "the mail was not expunged";
    }
    return "unknown IMAP error";
}

}  // namespace mailsonde::wire::imap
