#pragma once

#include "shared/wire/imap/response.hpp"
#include "shared/wire/imap/uid_set.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

/// "* LIST (\HasNoChildren \Junk) "." INBOX.Spam" (RFC 9051 section 7.3.1).
struct list_data {
    std::vector<std::string> attributes;  ///< as sent, with their backslash
    std::optional<char> delimiter;        ///< absent for NIL: the name space is flat
    std::string raw_name;                 ///< as it goes over the wire: mUTF-7, or UTF-8 if lax

    /// Ignoring case, as attributes are compared: has("\\Junk").
    [[nodiscard]] bool has(std::string_view attribute) const;
};

/// "* STATUS INBOX (UIDNEXT 44 UIDVALIDITY 1)" (RFC 9051 section 7.3.4).
struct status_data {
    std::string raw_name;
    std::optional<std::uint32_t> uid_next;
    std::optional<std::uint32_t> uid_validity;
};

[[nodiscard]] std::optional<list_data> as_list(untagged const& response);
[[nodiscard]] std::optional<status_data> as_status(untagged const& response);
/// The number of messages: "* 23 EXISTS".
[[nodiscard]] std::optional<std::uint32_t> as_exists(untagged const& response);
[[nodiscard]] std::optional<std::uint32_t> as_recent(untagged const& response);
/// The sequence number that is gone: "* 23 EXPUNGE".
[[nodiscard]] std::optional<std::uint32_t> as_expunge(untagged const& response);
/// The UIDs that are gone: "* VANISHED 41,43:116", with or without (EARLIER) (RFC 7162, 9586).
[[nodiscard]] std::optional<uid_set> as_vanished(untagged const& response);
[[nodiscard]] std::optional<std::vector<std::string>> as_flags(untagged const& response);

/// Folder names are compared octet by octet, except for INBOX (RFC 9051 section 5.1).
[[nodiscard]] bool same_folder(std::string_view a, std::string_view b);

}  // namespace mailsonde::wire::imap
