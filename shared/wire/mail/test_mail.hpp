#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"

#include <optional>
#include <string>

namespace mailsonde::wire::mail {

/// All that varies between test mails.
struct test_mail {
    std::string from;        ///< address; its domain is the right-hand side of the Message-ID
    std::string to;          ///< address
    std::string instance;    ///< a word of at most 64 printable ASCII characters
    std::string token;       ///< at most 64 characters of [A-Za-z0-9._-]
    std::string message_id;  ///< "token@domain of from", without angle brackets
    instant date;
    /// Whom to ask; one line of printable ASCII for the body, at most 200 octets.
    std::optional<std::string> contact = std::nullopt;
};

/// The test mail as it goes on the wire: RFC 5322, CRLF, plain ASCII, at most 4,096 octets, header
/// lines of at most 78 characters unless a single word is longer. The whole token stands in
/// Message-ID, X-Mailsonde-Token and Subject, because some servers
/// replace or hide one of them. Its headers keep vacation notices and auto-replies away (RFC 3834),
/// but not bounces: those we want.
///
/// Nothing but these fields varies, so that no spam filter learns noise, and no field can bring a
/// line break or any other control character in. The same fields give the same octets.
/// @errors mail_errc
[[nodiscard]] result<std::string> compose(test_mail const& mail);

}  // namespace mailsonde::wire::mail
