#pragma once

#include "shared/wire/imap/folder.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

/// Where the server puts what it takes for spam: what the administrator says, else the folder
/// with \Junk, else the first of the usual names ("Junk", "Spam", "Bulk Mail", "Courrier
/// indésirable" ...), with or without the name space prefix "INBOX." or "INBOX/".
/// @param configured  as people or the wire write it; if the server has no such folder, the result
///                    is nullptr: the administrator's word is not replaced by a guess
/// @return points into `folders`; nullptr if there is none that can be selected
[[nodiscard]] folder const* find_junk(
    std::vector<folder> const& folders, std::optional<std::string> const& configured
);

/// True for folders that a sweep for misplaced mails passes over: not selectable, \All (every mail
/// is there), and the notes that iCloud and Exchange keep in folders.
[[nodiscard]] bool is_swept(folder const& one);

}  // namespace mailsonde::wire::imap
