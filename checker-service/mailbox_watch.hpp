#pragma once

#include "checker-service/unclaimed_mails.hpp"
#include "checker-service/verdict.hpp"
#include "shared/clients/look.hpp"
#include "shared/config/config.hpp"
#include "shared/core/time.hpp"
#include "shared/model/state.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::checker {

/// What is known about a mailbox while this process owns it; lost with a restart, which then costs
/// another look and nothing else.
class mailbox_watch {
public:
    /// Begins where the last committed result left off.
    explicit mailbox_watch(model::mailbox_marks const* marks);

    /// Watermarks for the next look.
    [[nodiscard]] std::vector<model::folder_mark> marks() const;
    /// Watermarks that a restart may begin with; see unclaimed_mails::hold_back.
    [[nodiscard]] model::mailbox_marks durable_marks(
        std::string const& mailbox, config::reaper_options const& reaper, instant now
    ) const;

    /// A look ended, well or not.
    void looked(clients::look_report const& report, instant now);
    /// A visit failed, which says nothing about the folders; the next one has to wait.
    void back_off(std::optional<milliseconds> wanted_pause, instant now);
    /// A visit was not possible for a lack of our own; it is made when others are done.
    void give_way(instant now);
    /// Moves all times along: who waits goes on waiting for as long as before, not for the clock
    /// to come back there.
    void clock_was_set_back(milliseconds by);

    /// A further mail with a token that was seen already lies there.
    void note_copy(model::mail_place const& place);
    [[nodiscard]] bool is_copy(model::mail_place const& place) const;

    /// A folder whose UIDs are not what they were is read anew.
    void forget_folder(std::string const& folder) { marks_.erase(folder); }

    unclaimed_mails unclaimed;
    std::map<std::string, look_history> histories;  ///< by mail id, of pending and late mails
    std::optional<instant> last_began;              ///< of a look, whatever came of it
    std::optional<instant> last_sweep;
    instant not_before;                    ///< no visit earlier
    instant remove_not_before;             ///< no deletion earlier
    std::optional<instant> failing_since;  ///< visits fail, or folders can't be read
    std::string trouble;                   ///< why; "" if all is well
    bool incomplete = false;               ///< the last look did not get through
    bool only_limited = false;  ///< all that has failed since was the server's wish to be spared

private:
    void failed(clients::look_report const& report, instant now);
    void note_trouble(std::string why, bool limited, instant now);

    std::map<std::string, model::folder_mark> marks_;
    std::vector<model::mail_place> copies_;  ///< the last ones
    int failures_ = 0;
};

}  // namespace mailsonde::checker
