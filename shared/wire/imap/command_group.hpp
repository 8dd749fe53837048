#pragma once

#include "shared/core/result.hpp"
#include "shared/wire/dialog.hpp"
#include "shared/wire/imap/command.hpp"
#include "shared/wire/imap/session.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::imap {

/// Commands that are sent at once and completed in any order: Dovecot has answered a NOOP after
/// the STATUS behind it. Untagged data is taken wherever it comes.
class command_group {
public:
    /// Gets each untagged response, and the index of the first command that isn't complete: the
    /// one whose data it is, as long as the server works in order.
    using handler = std::function<void(untagged& response, std::size_t current)>;
    /// Gets each completion as it comes.
    using completion_handler = std::function<void(std::size_t index)>;

    /// @param whole  outlives the group
    explicit command_group(session& whole) : session_(whole) {}

    /// @return the index of the command, counted from 0
    std::size_t add(command added);

    [[nodiscard]] bool empty() const { return commands_.empty(); }

    /// Sends, and reads until each command is complete.
    /// @param received  as in dialog::resume
    /// @return what to do next; finished once each command is complete
    /// @errors those of session::next; imap_errc::bad_response for an unknown tag;
    ///         too_many_responses; bye (or what classify() makes of it), unless expect_bye() was
    ///         called
    [[nodiscard]] result<action> resume(
        std::string_view received, handler const& on_untagged, completion_handler const& on_complete
    );

    /// BYE is what we ask for: it completes the group.
    void expect_bye() { bye_expected_ = true; }

    /// Valid once the command is complete.
    [[nodiscard]] tagged const& completion(std::size_t index) const {
        return commands_.at(index).completion;
    }

    [[nodiscard]] std::string const& tag(std::size_t index) const {
        return commands_.at(index).tag;
    }

    [[nodiscard]] bool ok(std::size_t index) const;

    [[nodiscard]] bool is_complete(std::size_t index) const { return commands_.at(index).complete; }

private:
    struct entry {
        std::string tag;
        command text;
        std::size_t pieces_sent = 0;
        bool shown = false;
        bool complete = false;
        tagged completion{};
    };

    [[nodiscard]] std::optional<send_bytes> next_piece();
    result<void> take(response& received, handler const&, completion_handler const&);
    result<void> complete(tagged& completion, completion_handler const& on_complete);
    [[nodiscard]] std::size_t current() const;

    session& session_;
    std::vector<entry> commands_;
    std::size_t untagged_ = 0;
    bool continued_ = true;  ///< no synchronizing literal waits for its "+"
    bool bye_expected_ = false;
    bool bye_seen_ = false;
};

}  // namespace mailsonde::wire::imap
