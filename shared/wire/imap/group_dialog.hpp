#pragma once

#include "shared/wire/dialog.hpp"
#include "shared/wire/imap/command_group.hpp"
#include "shared/wire/imap/session.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace mailsonde::wire::imap {

/// A dialog that is a sequence of command groups: plan one, hear what comes, conclude, plan the
/// next. After a failure the connection is done.
class group_dialog : public dialog {
public:
    [[nodiscard]] result<action> resume(std::string_view received) final;

    [[nodiscard]] std::string_view phase() const final { return phase_; }

    [[nodiscard]] std::chrono::milliseconds budget() const final;

protected:
    explicit group_dialog(session& whole) : session_(whole) {}

    /// Adds the next commands to the empty `group` and names the phase; none added: finished.
    virtual void plan(command_group& group) = 0;
    /// @param current  index of the first command of the group that isn't complete
    virtual void on_untagged(untagged& response, std::size_t current) = 0;
    /// The command `index` of the group is complete.
    virtual void on_complete(command_group const& group, std::size_t index) = 0;
    /// All of them are.
    virtual result<void> conclude(command_group const& group) = 0;

    void enter(std::string_view phase) { phase_ = phase; }

    [[nodiscard]] imap::session& session() { return session_; }

    [[nodiscard]] imap::session const& session() const { return session_; }

private:
    imap::session& session_;
    std::unique_ptr<command_group> group_;
    std::string_view phase_ = "imap.start";
};

/// How long a phase may take: 60 s for imap.fetch, 5 s for imap.logout, 30 s else.
[[nodiscard]] std::chrono::milliseconds budget_of(std::string_view phase);

}  // namespace mailsonde::wire::imap
