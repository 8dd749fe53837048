#pragma once

#include "shared/wire/imap/deletion.hpp"
#include "shared/wire/imap/expunge_watch.hpp"
#include "shared/wire/imap/folder_opener.hpp"
#include "shared/wire/imap/group_dialog.hpp"
#include "shared/wire/imap/own_folder_purge.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

/// Deletes mails of ours from a folder that others use, too, and nothing else: SELECT, read the
/// headers again and verify them, flag these UIDs, UID EXPUNGE these UIDs, leave. Never CLOSE,
/// never a bare EXPUNGE in that folder: they would take with them what the human has flagged
/// \Deleted. Without UID EXPUNGE see own_folder_purge; without MOVE the mails are only flagged.
/// @errors those of command_group: then nobody knows what became of the mails; look again
class delete_dialog final : public group_dialog {
public:
    /// `whole` outlives the dialog. Throws std::invalid_argument for more than limits::deletions
    /// targets, a UID 0 or a missing check.
    delete_dialog(imap::session& whole, delete_options options);

    /// One per target, in their order. Valid once finished.
    [[nodiscard]] std::vector<deletion_outcome> const& outcomes() const { return outcomes_; }

private:
    enum class step : std::uint8_t { read, remove, reopen, purge, flag, leave, done };

    void plan(command_group& group) override;
    void on_untagged(untagged& response, std::size_t current) override;
    void on_complete(command_group const& group, std::size_t index) override;
    result<void> conclude(command_group const& group) override;

    void conclude_read(command_group const& group);
    void conclude_remove(command_group const& group);
    void conclude_reopen(command_group const& group);
    void conclude_purge(command_group const& group);
    void judge_headers();
    void fall_back();
    void settle(deletion what, std::optional<failure> const& reason = std::nullopt);
    void leave();
    [[nodiscard]] bool is_target(std::uint32_t uid) const;
    [[nodiscard]] bool can_uid_expunge() const;
    [[nodiscard]] std::vector<std::uint32_t> target_uids() const;
    [[nodiscard]] command store_command() const;

    delete_options options_;
    step step_ = step::read;
    folder_opener opener_;
    expunge_watch watch_;
    std::map<std::uint32_t, std::optional<std::string>> headers_;  ///< of what is there
    bool disordered_ = false;  ///< FETCH was done before SELECT: nobody knows in which folder
    std::vector<std::uint32_t> pending_;  ///< verified, and not settled
    std::unique_ptr<own_folder_purge> purge_;
    std::vector<deletion_outcome> outcomes_;
};

}  // namespace mailsonde::wire::imap
