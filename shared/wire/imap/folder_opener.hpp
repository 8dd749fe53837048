#pragma once

#include "shared/core/result.hpp"
#include "shared/wire/imap/command_group.hpp"
#include "shared/wire/imap/session.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace mailsonde::wire::imap {

/// SELECT, EXAMINE or UNSELECT as one of the commands of a group; keeps session.selected true.
class folder_opener {
public:
    /// `whole` outlives the opener.
    explicit folder_opener(session& whole) : session_(whole) {}

    /// Adds SELECT.
    void select(command_group& group, std::string const& raw_name);
    /// Adds what leaves the open folder and expunges nothing: UNSELECT, or EXAMINE of `raw_name`
    /// where the server has no UNSELECT (Courier).
    void leave(command_group& group, std::string const& raw_name);

    /// True if `current` is our command and `response` belongs to the opening.
    bool hear(untagged const& response, std::size_t current);
    /// `index` is complete; does nothing if it isn't ours.
    void complete(command_group const& group, std::size_t index);

private:
    session& session_;
    std::optional<std::size_t> index_;
    std::optional<selected_folder> opening_;
};

/// Whether mails may be deleted in the folder that is open.
/// @errors imap_errc::uid_validity_changed, read_only
[[nodiscard]] result<void> check_writable(
    session const& whole, std::optional<std::uint32_t> uid_validity
);

}  // namespace mailsonde::wire::imap
