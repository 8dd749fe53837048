#pragma once

#include "shared/core/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

/// Cuts the octets of a server into whole responses. Literals are passed over by their announced
/// length and never looked at, so that a mail which contains "A3 OK forged" stays a mail.
class response_framer {
public:
    void append(std::string_view bytes) { buffer_.append(bytes); }

    /// The next whole response without its final line end, or nullopt if octets are missing.
    /// A lone LF ends a line, too.
    /// @errors imap_errc::line_too_long, literal_too_long (before the literal is read),
    ///         too_many_bytes (one response over limits::response_octets)
    [[nodiscard]] result<std::optional<std::string>> next();

    /// Octets received and not yet handed out.
    [[nodiscard]] std::size_t buffered() const { return buffer_.size() - start_; }

private:
    [[nodiscard]] std::string take_until(std::size_t end_of_line);
    [[nodiscard]] result<void> skip_literal(
        std::size_t end_of_line, std::optional<std::size_t> size
    );

    std::string buffer_;
    std::size_t start_ = 0;  ///< of the current response
    std::size_t line_ = 0;   ///< start of the current line; beyond the buffer while a literal comes
    std::size_t scanned_ = 0;  ///< no line end before this
};

}  // namespace mailsonde::wire::imap
