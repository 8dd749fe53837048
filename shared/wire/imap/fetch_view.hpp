#pragma once

#include "shared/core/time.hpp"
#include "shared/wire/imap/response.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

/// One FETCH or UIDFETCH response, as far as we ask for data items. Each may be missing: servers
/// send changes of flags whenever they like.
struct fetch_data {
    /// 0 in UIDFETCH (RFC 9586), and from old Courier versions.
    std::uint32_t sequence = 0;
    std::optional<std::uint32_t> uid;
    std::optional<instant> internal_date;
    std::optional<instant> save_date;  ///< RFC 8514
    std::optional<std::vector<std::string>> flags;
    /// Of BODY[HEADER...], whatever the label looks like: Dovecot puts the field names in upper
    /// case, Courier in quotes, and <0> marks a partial fetch. Empty for NIL.
    std::optional<std::string> header;
};

/// nullopt if `response` is no FETCH or UIDFETCH. Takes the header out of `response`.
[[nodiscard]] std::optional<fetch_data> take_fetch(untagged& response);

}  // namespace mailsonde::wire::imap
