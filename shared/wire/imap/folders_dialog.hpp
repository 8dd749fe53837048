#pragma once

#include "shared/wire/imap/folder.hpp"
#include "shared/wire/imap/group_dialog.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

struct folders_options {
    /// Raw names whose UIDNEXT is wanted where LIST can't tell it (Exchange, Courier). The first
    /// limits::status_folders of them are asked for, but never the selected one.
    std::vector<std::string> status_of;
    /// For a sweep: all folders that is_swept() lets through, within the same limit.
    bool status_of_all = false;
};

/// All folders of the mailbox, with special uses and UIDNEXT: one LIST where the server knows
/// LIST-STATUS (RFC 5819) and SPECIAL-USE (RFC 6154), else LIST and pipelined STATUS commands.
/// Notes the hierarchy delimiter in the session.
/// @errors those of command_group, too_many_bytes if the names are over limits::all_folder_names in
///         all, and what classify() makes of a refused LIST. A refused STATUS
///         leaves that folder without uid_next.
class folders_dialog final : public group_dialog {
public:
    /// `whole` outlives the dialog.
    folders_dialog(imap::session& whole, folders_options options);

    /// In the server's order; names over limits::folder_name_octets are left out.
    [[nodiscard]] std::vector<folder> const& found() const { return found_; }

private:
    enum class step : std::uint8_t { extended_list, plain_list, status, done };

    void plan(command_group& group) override;
    void on_untagged(untagged& response, std::size_t current) override;

    void on_complete(command_group const& /*group*/, std::size_t /*index*/) override {}

    result<void> conclude(command_group const& group) override;

    void add_list(command_group& group);
    void add_status(command_group& group);
    void take_list(list_data const& listed);
    void take_status(status_data const& status);
    [[nodiscard]] std::string return_options() const;
    [[nodiscard]] bool wants_status(folder const& one) const;

    folders_options options_;
    step step_ = step::extended_list;
    std::vector<folder> found_;
    std::size_t name_octets_ = 0;     ///< in found_ and early_
    std::vector<status_data> early_;  ///< STATUS that came before its LIST
};

}  // namespace mailsonde::wire::imap
