#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>

namespace mailsonde::wire::imap {

/// What can go wrong when talking to an IMAP server.
enum class imap_errc : std::uint8_t {
    bad_greeting = 1,         ///< the first response is no IMAP greeting
    bye,                      ///< the server said goodbye
    preauth_refused,          ///< PREAUTH: no proof of who we are, and STARTTLS would be skipped
    starttls_unavailable,     ///< STARTTLS is required but the greeting's capabilities lack it
    starttls_refused,         ///< STARTTLS was answered NO or BAD
    injected_after_starttls,  ///< octets in clear behind the OK of STARTTLS: an attack
    login_disabled,           ///< the server wants encryption before any login
    auth_unavailable,         ///< no offered mechanism fits our credentials
    authentication_failed,    ///< wrong or expired credentials
    authorization_failed,     ///< right credentials, but they may not use this mailbox
    web_login_required,       ///< the provider wants a human in a browser ([WEBALERT])
    limited,                  ///< too many connections or commands; come back later
    unavailable,              ///< a part of the server is down ([UNAVAILABLE], [SERVERBUG])
    no_such_folder,           ///< the folder does not exist (any more)
    command_refused,          ///< NO or BAD without a reason that we know
    bad_response,             ///< not IMAP grammar, or a tag that we never sent
    line_too_long,            ///< over limits::line_octets
    literal_too_long,         ///< over limits::literal_octets
    nesting_too_deep,         ///< over limits::nesting
    too_many_values,          ///< over limits::values
    too_many_responses,       ///< over limits::untagged for one command
    too_many_bytes,           ///< over limits::response_octets or limits::look_octets
    uid_validity_changed,     ///< the folder's UIDs are not those that we know
    read_only,                ///< deletion is impossible: folder or \Deleted not writable
    not_our_mail,             ///< the mail's header doesn't verify
    still_there,              ///< EXPUNGE was answered OK but no expunge was reported
};

[[nodiscard]] std::string_view errc_message(imap_errc code);

[[nodiscard]] inline char const* errc_category_name(imap_errc) {
    return "mailsonde.imap";
}

[[nodiscard]] inline error_code make_error_code(imap_errc code) {
    return make_errc(code);
}

}  // namespace mailsonde::wire::imap

template <>
struct boost::system::is_error_code_enum<mailsonde::wire::imap::imap_errc> : std::true_type {};
