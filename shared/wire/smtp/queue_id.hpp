#pragma once

#include "shared/wire/smtp/reply.hpp"

#include <string>

namespace mailsonde::wire::smtp {

/// What the server calls the mail in its 250 after the data, so that an administrator can grep its
/// log for it: best effort, by the forms of Postfix, Exim, Exchange, Sendmail, OpenSMTPD, Gmail, qmail,
/// Stalwart, Haraka, Cisco ESA and Amazon SES. "" if none is recognised; at most 64 characters of
/// [A-Za-z0-9._@-].
[[nodiscard]] std::string queue_id_of(reply const& accepted);

}  // namespace mailsonde::wire::smtp
