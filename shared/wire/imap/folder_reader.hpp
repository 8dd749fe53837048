#pragma once

#include "shared/wire/imap/command.hpp"
#include "shared/wire/imap/fetch_plan.hpp"
#include "shared/wire/imap/look.hpp"
#include "shared/wire/imap/message_collector.hpp"
#include "shared/wire/imap/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

/// What a command of a look is for. All but status work on the folder that is open.
enum class purpose : std::uint8_t { status, open, search, newest, fetch };

struct planned_command {
    imap::purpose purpose = purpose::status;
    command text;
};

/// Reads what is new in one folder: decides commands and takes what they bring. look_dialog puts
/// the commands of several readers into one group.
class folder_reader {
public:
    /// @param whole   outlives the reader
    /// @param fields  for HEADER.FIELDS, separated by spaces
    /// @param quick   ask for UIDNEXT first, and open the folder only if it grew
    folder_reader(session& whole, watched_folder watched, std::string fields, bool quick);

    [[nodiscard]] bool done() const { return step_ == step::done; }

    [[nodiscard]] std::string const& raw_name() const { return watched_.raw_name; }

    /// The next commands of this reader.
    /// @param open  true if this folder will be the open one when they run
    [[nodiscard]] std::vector<planned_command> plan(bool open);
    /// A response to a command of this reader; STATUS data is found by its name.
    void hear(purpose current, untagged& response);
    /// One of this reader's commands is complete. Opening the folder sets session.selected.
    void complete(purpose what, tagged const& completion);
    /// All commands of the last plan() are complete.
    void advance();

    /// Valid once done; moved out.
    [[nodiscard]] folder_look take_look() { return std::move(out_); }

private:
    enum class step : std::uint8_t { check, baseline, newest, fetch, done };

    void begin();
    void begin_baseline(bool validity_changed);
    void begin_fetch(std::uint32_t first);
    void fail_with(failure reason);
    void opened(tagged const& completion);
    [[nodiscard]] bool fits_mark(selected_folder const& opening) const;
    void take_status(untagged const& response);
    void take_message(purpose current, untagged& response);
    void advance_check();
    void advance_baseline();
    void obey(fetch_plan::verdict verdict);
    void finish(fetch_plan::verdict verdict);
    void end();
    [[nodiscard]] command make(purpose what);
    /// This folder as the session has it open; nullptr if it hasn't.
    [[nodiscard]] selected_folder* open_here();

    session& session_;
    watched_folder watched_;
    std::string fields_;
    step step_ = step::done;
    folder_look out_;
    message_collector messages_;
    selected_folder opening_;
    std::optional<std::uint32_t> uid_next_;  ///< by STATUS or EXAMINE in this look
    std::optional<std::uint32_t> found_;     ///< the smallest UID that SEARCH found
    std::optional<std::uint32_t> newest_;    ///< the largest UID in the folder
    bool search_failed_ = false;
    fetch_plan fetches_{1, std::nullopt};
    fetch_plan::verdict verdict_ = fetch_plan::verdict::again;
    /// What the rest of this group brings is not of the folder that we wanted.
    bool void_ = false;
};

}  // namespace mailsonde::wire::imap
