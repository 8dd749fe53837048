#pragma once

#include "shared/wire/imap/folder_views.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace mailsonde::wire::imap {

/// What a folder is for (RFC 6154).
enum class special_use : std::uint8_t { none, all, archive, drafts, flagged, junk, sent, trash };

/// A folder of a mailbox, as LIST and STATUS show it.
struct folder {
    std::string raw_name;  ///< what commands must use
    std::string name;      ///< for people: decoded and sanitised
    std::optional<char> delimiter;
    bool selectable = true;
    special_use use = special_use::none;
    std::optional<std::uint32_t> uid_next;
    std::optional<std::uint32_t> uid_validity;

    [[nodiscard]] static folder from(list_data const& listed);
};

}  // namespace mailsonde::wire::imap
