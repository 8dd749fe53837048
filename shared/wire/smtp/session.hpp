#pragma once

#include "shared/wire/smtp/reply_parser.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::smtp {

/// What the server said it can do in its answer to EHLO (RFC 5321 section 4.1.1.1).
struct capabilities {
    bool pipelining = false;                   ///< RFC 2920
    bool starttls = false;                     ///< RFC 3207
    bool size = false;                         ///< RFC 1870: MAIL may carry SIZE=
    std::optional<std::size_t> size_limit;     ///< octets; nullopt: no fixed limit
    std::vector<std::string> auth_mechanisms;  ///< RFC 4954, and the old "AUTH=LOGIN" spelling
};

[[nodiscard]] capabilities parse_capabilities(reply const& ehlo);

/// What the dialogs of one connection share. Lives as long as the connection.
struct session {
    reply_parser parser;
    smtp::capabilities capabilities;
};

}  // namespace mailsonde::wire::smtp
