#pragma once

#include "shared/wire/imap/deletion.hpp"
#include "shared/wire/imap/expunge_watch.hpp"
#include "shared/wire/imap/folder_opener.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::imap {

/// Deletion without UID EXPUNGE: verified mails are moved into a folder that only we use; there,
/// and only if every mail in it verifies, they are flagged and expunged.
class own_folder_purge {
public:
    /// @param whole  outlives this; the folder that holds the mails is open for writing
    /// @param uids   verified mails in the open folder
    own_folder_purge(
        session& whole, delete_options const& options, std::vector<std::uint32_t> uids
    );

    /// Whether this way is open at all: MOVE is advertised, or the mails are in our folder already.
    [[nodiscard]] static bool possible(session const& whole, delete_options const& options);

    void plan(command_group& group);
    void hear(untagged& response, std::size_t current);

    void complete(command_group const& group, std::size_t index) { opener_.complete(group, index); }

    void conclude(command_group const& group);

    [[nodiscard]] bool done() const { return step_ == step::done; }

    /// True if nothing could be moved: the mails are where they were, and that folder is open.
    [[nodiscard]] bool not_moved() const { return not_moved_; }

    /// For all of the mails alike; valid once done and unless not_moved().
    [[nodiscard]] deletion what() const { return what_; }

    [[nodiscard]] std::optional<failure> const& reason() const { return reason_; }

    [[nodiscard]] std::string_view phase() const;

private:
    enum class step : std::uint8_t { move, create, select, read, remove, done };

    void conclude_move(command_group const& group);
    void conclude_read(command_group const& group);
    void conclude_remove(command_group const& group);
    void end(deletion what, std::optional<failure> reason = std::nullopt);

    session& session_;
    std::string own_folder_;
    header_check is_ours_;
    std::vector<std::uint32_t> uids_;  ///< in the folder that is open
    step step_ = step::move;
    bool created_ = false;
    bool not_moved_ = false;
    folder_opener opener_;
    expunge_watch watch_;
    std::set<std::uint32_t> shown_;    ///< all mails in own_folder that the server has shown
    std::vector<std::uint32_t> ours_;  ///< those of them that verify
    bool foreign_ = false;             ///< something lies in own_folder that doesn't
    deletion what_ = deletion::refused;
    std::optional<failure> reason_;
};

}  // namespace mailsonde::wire::imap
