#pragma once

#include "shared/core/result.hpp"
#include "shared/wire/smtp/reply.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::wire::smtp {

/// Parses SMTP replies, single- or multi-line (RFC 5321 section 4.2.1).
///
/// Feed octets in any split, after TLS. Accepts a lone LF. Performs no I/O; not thread-safe.
class reply_parser {
public:
    /// @param bytes  may be empty; not retained after the call
    /// @return the next reply once its last line arrived, std::nullopt if more octets are needed;
    ///         replies already buffered are fetched with feed({}); buffered() must be 0 at STARTTLS
    /// @errors smtp_errc::line_too_long   line over 2,048 octets (section 4.5.3.1.5 says 512, but
    ///                                    servers in the field send longer ones)
    ///         smtp_errc::reply_too_long  over 64 lines, so over 128 KiB
    ///         smtp_errc::bad_reply       no three-digit code of 200–599 at the start of a line
    ///         smtp_errc::code_mismatch   continuation line carries another code
    /// After an error the parser must be discarded; the connection is not usable.
    [[nodiscard]] result<std::optional<reply>> feed(std::string_view bytes);

    /// Octets that belong to no reply returned so far.
    [[nodiscard]] std::size_t buffered() const { return buffer_.size() + (partial_ ? 1 : 0); }

private:
    result<bool> take_line(std::string_view line);

    std::string buffer_;
    std::optional<reply> partial_;  ///< a reply whose last line is still to come
};

}  // namespace mailsonde::wire::smtp
