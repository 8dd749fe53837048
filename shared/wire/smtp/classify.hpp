#pragma once

#include "shared/core/result.hpp"
#include "shared/wire/smtp/reply.hpp"

#include <cstdint>
#include <optional>

namespace mailsonde::wire::smtp {

/// What an attempt to submit came to, as far as the next step is concerned. The one place where
/// codes become decisions.
enum class submission_class : std::uint8_t {
    accepted,        ///< the server took responsibility
    temporary,       ///< 4xx, 421 included: the same mail may pass later
    permanent,       ///< 5xx: trying again is useless
    connection,      ///< no (sane) conversation with an SMTP server
    tls,             ///< STARTTLS missing, refused or attacked
    authentication,  ///< the login was refused or isn't possible; don't repeat it soon (lock-outs)
    internal,        ///< our own fault: an address or message that may not go out
};

/// By the first digit (RFC 5321 section 4.2.1), but 530, 534, 535 and 538 are about authentication
/// whatever command they answer (RFC 4954 section 6). 1xx and 3xx are out of step: connection.
[[nodiscard]] submission_class classify(reply const& answer);

/// @param error     a failure of one of our dialogs; other libraries' codes count as connection
/// @param decisive  the reply that caused it, if one did: it decides where greeting, EHLO or the
///                  server's refusal of a mail may be temporary or permanent
[[nodiscard]] submission_class classify(
    error_code const& error, std::optional<reply> const& decisive
);

/// Whether the same mail may be tried again without anybody having changed anything.
[[nodiscard]] bool is_transient(submission_class what);

}  // namespace mailsonde::wire::smtp
