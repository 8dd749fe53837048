#pragma once

#include "shared/core/result.hpp"
#include "shared/wire/smtp/reply_parser.hpp"
#include "shared/wire/smtp/smtp_errc.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::smtp {

/// What the server said it can do in its answer to EHLO (RFC 5321 section 4.1.1.1).
struct capabilities {
    bool pipelining = false;                   ///< RFC 2920
    bool starttls = false;                     ///< RFC 3207
    bool eight_bit_mime = false;               ///< RFC 6152
    bool enhanced_status_codes = false;        ///< RFC 2034
    bool size = false;                         ///< RFC 1870: MAIL may carry SIZE=
    std::optional<std::size_t> size_limit;     ///< octets; nullopt: no fixed limit
    std::vector<std::string> auth_mechanisms;  ///< RFC 4954, and the old "AUTH=LOGIN" spelling
};

/// Unknown keywords are skipped; keywords and mechanisms in any case, at most 64 mechanisms.
[[nodiscard]] capabilities parse_capabilities(reply const& ehlo);

/// The name by which a server introduces itself: the first word of the greeting or of the answer to
/// EHLO, sanitised, "" if there is none.
[[nodiscard]] std::string server_name_in(reply const& introduction);

/// What the dialogs of one connection share. Lives as long as the connection.
struct session {
    /// The next reply, if it is complete. A 421 comes out as a failure: after it the server closes
    /// the connection, whatever had been asked (RFC 5321 section 3.8).
    /// @errors smtp_errc::closing, and those of reply_parser::feed
    [[nodiscard]] result<std::optional<reply>> next_reply(std::string_view received);

    /// Proves that the server has said nothing unasked, to be called before a command goes out.
    /// @errors smtp_errc::closing if what it said is a 421, otherwise unexpected_reply
    [[nodiscard]] result<void> expect_silence();

    std::string server_name;  ///< from the greeting, then from the answer to EHLO; sanitised
    reply_parser parser;
    smtp::capabilities capabilities;
};

}  // namespace mailsonde::wire::smtp
