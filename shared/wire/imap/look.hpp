#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

/// A folder to look into, and up to where we have looked already.
struct watched_folder {
    std::string raw_name;
    std::optional<std::uint32_t> uid_validity;  ///< of the last look
    /// The watermark: no UID below it is of interest. Absent at the first contact ever.
    std::optional<std::uint32_t> first_uid;
    /// Where to begin without a watermark, or when UIDVALIDITY has changed: with the mails of this
    /// instant's day. Absent: with what arrives from now on.
    std::optional<instant> since;
    /// UIDNEXT as folders_dialog saw it, if it did: one open FETCH is enough if little is new.
    std::optional<std::uint32_t> uid_next;
};

struct seen_message {
    std::uint32_t uid = 0;
    std::optional<instant> internal_date;
    std::optional<instant> save_date;  ///< when it came into this folder, where the server knows
    std::vector<std::string> flags;
    std::string header;  ///< the wanted fields as the server sent them, hostile text
};

/// What a look found in one folder.
struct folder_look {
    std::string raw_name;
    std::optional<std::uint32_t> uid_validity;
    /// The watermark for the next look. After a failure it is the one given.
    std::optional<std::uint32_t> next_uid;
    std::vector<seen_message> messages;  ///< by rising UID
    /// All UIDs known before are void; also if UIDNEXT is below the watermark.
    bool uid_validity_changed = false;
    /// More is there than one look may read: look again, from next_uid.
    bool more = false;
    std::optional<mailsonde::failure> failure;

    /// Everything from the watermark on has been read.
    [[nodiscard]] bool complete() const { return !failure && !more; }
};

}  // namespace mailsonde::wire::imap
