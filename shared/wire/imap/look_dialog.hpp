#pragma once

#include "shared/wire/imap/folder_reader.hpp"
#include "shared/wire/imap/group_dialog.hpp"
#include "shared/wire/imap/look.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

struct look_options {
    /// INBOX first: it stays open on a kept connection.
    std::vector<watched_folder> folders;
    /// The header fields that can hold a token, and whatever else is wanted of each mail.
    std::vector<std::string> fields{"X-Mailsonde-Token", "Message-ID", "Subject"};
};

/// Reads what is new in some folders without leaving a trace there: EXAMINE and BODY.PEEK only.
///
/// On a fresh connection all folders are opened and read in one round trip. On a kept one the
/// first folder is read as it is, if it is open, and the others are asked for their UIDNEXT. A
/// folder that can't be read doesn't spoil the others. Never sends NOOP (on Dovecot it hides new
/// mail from the FETCH behind it), CLOSE or EXPUNGE.
/// @errors those of command_group: then the whole look says nothing
class look_dialog final : public group_dialog {
public:
    /// `whole` outlives the dialog.
    look_dialog(imap::session& whole, look_options options);

    /// One per watched folder, in their order. Valid once finished.
    [[nodiscard]] std::vector<folder_look> const& folders() const { return looks_; }

    /// Every folder was read from its watermark to its end. Valid once finished.
    [[nodiscard]] bool complete() const;

    /// Mails that others removed from an open folder meanwhile: one of them may have been ours.
    [[nodiscard]] std::uint64_t seen_expunges() const {
        return session().expunges - expunges_before_;
    }

private:
    struct entry {
        std::size_t reader = 0;
        imap::purpose purpose = purpose::status;
        bool complete = false;
    };

    void plan(command_group& group) override;
    void on_untagged(untagged& response, std::size_t current) override;
    void on_complete(command_group const& group, std::size_t index) override;
    result<void> conclude(command_group const& group) override;

    void make_readers();
    bool plan_reader(std::size_t index, command_group& group, std::string& open);
    [[nodiscard]] entry* current_entry();
    [[nodiscard]] std::vector<std::size_t> readers_by_turn() const;
    void enter_phase();

    look_options options_;
    std::vector<folder_reader> readers_;
    std::vector<entry> entries_;      ///< one per command of the group
    std::vector<std::size_t> turns_;  ///< readers whose whole plan is in the group
    std::vector<folder_look> looks_;
    std::uint64_t expunges_before_;
    bool begun_ = false;
    bool disordered_ = false;
};

}  // namespace mailsonde::wire::imap
