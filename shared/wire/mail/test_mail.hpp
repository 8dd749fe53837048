#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"

#include <string>

namespace mailsonde::wire::mail {

struct test_mail {
    std::string from;        ///< address; its domain is the right-hand side of the Message-ID
    std::string to;          ///< address
    std::string instance;
    std::string token;
    std::string message_id;  ///< without angle brackets
    instant date;
};

/// The test mail as it goes on the wire: RFC 5322, CRLF, plain ASCII, at most 4,096 octets, header
/// lines of at most 78 characters. The token stands in Message-ID, X-Mailsonde-Token and Subject,
/// because some servers replace or hide one of them. Its headers keep vacation notices and
/// auto-replies away (RFC 3834), but not bounces: those we want.
///
/// Nothing but these fields varies, so that no spam filter learns noise, and no field can bring a line
/// break or any other control character in.
/// @errors mail_errc
[[nodiscard]] result<std::string> compose(test_mail const& mail);

}  // namespace mailsonde::wire::mail
