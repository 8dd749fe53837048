#pragma once

#include "shared/clients/look.hpp"
#include "shared/wire/imap/folder.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::clients {

struct folder_wishes {
    std::optional<std::string> junk;  ///< as configured; see wire::imap::find_junk
    /// As people write them or as the server spells them. What doesn't exist is passed over:
    /// nothing can be in it.
    std::vector<std::string> also;
    bool all = false;  ///< a sweep: whatever wire::imap::is_swept lets through
};

struct chosen_folder {
    std::string raw_name;
    std::string name;  ///< for people
    folder_kind kind = folder_kind::inbox;
    std::optional<std::uint32_t> uid_next;
};

/// What to look through, each folder once and in this order: INBOX (even if the list lacks it),
/// Junk, the named ones, for a sweep the rest.
[[nodiscard]] std::vector<chosen_folder> choose_folders(
    std::vector<wire::imap::folder> const& existing, folder_wishes const& wishes
);

/// True if people mean this folder by that name.
[[nodiscard]] bool is_called(wire::imap::folder const& one, std::string const& name);

}  // namespace mailsonde::clients
