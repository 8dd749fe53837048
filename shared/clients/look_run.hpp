#pragma once

#include "shared/clients/look.hpp"
#include "shared/clients/watched_folders.hpp"
#include "shared/wire/imap/folder.hpp"
#include "shared/wire/imap/folders_dialog.hpp"
#include "shared/wire/imap/look.hpp"
#include "shared/wire/imap/look_dialog.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::clients {

/// The course of one look: what to ask for in each round, and the report that comes of it. Does no
/// I/O.
///
///     begin(); [listing() → LIST;] choose(); while (wants_round()) next_round() → take();
///     at any time break_off(); at the end report().
class look_run {
public:
    /// @param configured  what to watch besides what the request asks for
    look_run(look_request request, folder_wishes configured);

    /// Nothing has been read yet; mails that are there from now on will be seen.
    void begin();

    [[nodiscard]] bool is_sweep() const { return wishes_.all; }

    [[nodiscard]] wire::imap::folders_options listing() const;

    void choose(std::vector<wire::imap::folder> const& existing);

    [[nodiscard]] bool wants_round() const;
    [[nodiscard]] wire::imap::look_options next_round() const;
    /// What the dialog over next_round() found.
    void take(std::vector<wire::imap::folder_look> const& looks, std::uint64_t expunges);
    /// The connection is of no more use. What was read in whole rounds stays read.
    void break_off(failure const& reason);

    [[nodiscard]] std::optional<failure> const& broken() const { return broken_; }

    [[nodiscard]] bool has_read() const { return rounds_ > 0; }

    /// A folder that was said to exist couldn't be opened: the list is old.
    [[nodiscard]] bool list_is_stale() const { return list_is_stale_; }

    /// Without phases, round_trips and wanted_pause, which are the connection's.
    [[nodiscard]] look_report report() &&;

private:
    struct target {
        chosen_folder folder;
        wire::imap::watched_folder next;
        bool done = false;
    };

    void take_folder(target& of, wire::imap::folder_look const& look);
    std::optional<std::uint32_t> take_mails(target const& of, wire::imap::folder_look const& look);
    void give_up(target& of, failure const& why);
    [[nodiscard]] model::folder_mark const* mark_of(std::string const& raw_name) const;
    void add_mark(target const& of);

    look_request request_;
    folder_wishes wishes_;
    look_report report_;
    std::vector<target> targets_;
    std::optional<failure> broken_;
    bool otherwise_broken_ = false;  ///< something failed for another reason than a limit
    std::uint64_t expunges_ = 0;
    int rounds_ = 0;
    bool list_is_stale_ = false;
};

}  // namespace mailsonde::clients
