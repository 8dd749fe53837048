#pragma once

#include "shared/wire/imap/group_dialog.hpp"

namespace mailsonde::wire::imap {

/// LOGOUT. An open folder is left without expunging anything (RFC 9051 section 6.1.3). Finishes
/// with the server's BYE or OK, whichever comes first; a failure means nothing.
class logout_dialog final : public group_dialog {
public:
    /// `whole` outlives the dialog.
    explicit logout_dialog(imap::session& whole) : group_dialog(whole) { enter("imap.logout"); }

private:
    void plan(command_group& group) override;

    void on_untagged(untagged& /*response*/, std::size_t /*current*/) override {}

    void on_complete(command_group const& /*group*/, std::size_t /*index*/) override {}

    result<void> conclude(command_group const& group) override;

    bool said_ = false;
};

}  // namespace mailsonde::wire::imap
