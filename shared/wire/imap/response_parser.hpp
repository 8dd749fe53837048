#pragma once

#include "shared/core/result.hpp"
#include "shared/wire/imap/response.hpp"
#include "shared/wire/imap/response_framer.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace mailsonde::wire::imap {

/// Parses what an IMAP server sends (RFC 9051 section 7, RFC 3501), one response at a time.
///
/// Feed octets in any split. Performs no I/O; not thread-safe. Unknown untagged responses come
/// out with their name only. A LIST or STATUS line that is no grammar does, too: one odd folder
/// name of a stranger must not blind us for the whole mailbox.
/// @errors of feed: what response_framer::next and value_reader::read_all give, and
///         imap_errc::bad_response for lines that are no response. Afterwards the parser must be
///         discarded; the connection is not usable.
class response_parser {
public:
    /// @param bytes  may be empty; not retained after the call
    /// @return the next response once it is complete, nullopt if more octets are needed; further
    ///         ones that are already buffered are fetched with feed({})
    [[nodiscard]] result<std::optional<response>> feed(std::string_view bytes);

    /// Octets received and not yet returned as a response; must be 0 at STARTTLS.
    [[nodiscard]] std::size_t buffered() const { return framer_.buffered(); }

private:
    response_framer framer_;
};

}  // namespace mailsonde::wire::imap
