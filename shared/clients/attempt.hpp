#pragma once

#include "shared/core/time.hpp"
#include "shared/model/events.hpp"

#include <optional>
#include <string>

namespace mailsonde::clients {

/// What came of one SMTP transaction for one test mail.
struct attempt {
    std::optional<model::send_failure> failure;  ///< nullopt: the server took responsibility
    bool tried = true;                           ///< false: nothing was said to the server
    bool maybe_accepted = false;                 ///< the data was out, the answer never came
    model::smtp_exchange smtp;                   ///< `attempts` is left to the caller
    std::string detail;                          ///< of a failure; for people, sanitised
    instant ended_at;  ///< by our own clock; of an accepted mail: the acceptance
    /// Of the server's own certificate; nullopt without TLS or if it was refused.
    std::optional<instant> certificate_expires;
};

}  // namespace mailsonde::clients
