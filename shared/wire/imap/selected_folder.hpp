#pragma once

#include "shared/wire/imap/response.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

/// The folder that a session has open by SELECT or EXAMINE.
struct selected_folder {
    std::string raw_name;
    bool read_write = false;  ///< the completion said [READ-WRITE]
    std::optional<std::uint32_t> uid_validity;
    std::optional<std::uint32_t> uid_next;  ///< as of the opening; Courier doesn't tell
    std::uint32_t exists = 0;
    /// A larger EXISTS came than we knew of: mail has arrived since this was last set to false.
    bool grew = false;
    /// nullopt if the server named none: then all flags are permanent (RFC 9051 section 7.1).
    std::optional<std::vector<std::string>> permanent_flags;

    /// Takes what comes between SELECT or EXAMINE and its completion.
    void note_opening(untagged const& response);
    /// Takes EXISTS, EXPUNGE and VANISHED of a folder that is open.
    void note_change(untagged const& response);
    /// Whether a \Deleted that we set will stay.
    [[nodiscard]] bool can_delete() const;
};

/// How many messages `response` reports as gone; 0 for most.
[[nodiscard]] std::uint32_t expunged_by(untagged const& response);

}  // namespace mailsonde::wire::imap
