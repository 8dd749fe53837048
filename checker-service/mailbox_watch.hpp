#pragma once

#include "checker-service/verdict.hpp"
#include "shared/clients/look.hpp"
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
    /// Watermarks that a restart may begin with: not beyond a mail of ours that nobody has claimed
    /// yet.
    [[nodiscard]] model::mailbox_marks durable_marks(std::string const& mailbox, instant now) const;

    /// A look ended, well or not.
    void looked(clients::look_report const& report, instant now);
    /// A visit failed, which says nothing about the folders; the next one has to wait.
    void back_off(std::optional<milliseconds> wanted_pause, instant now);
    /// Moves all times along: who waits goes on waiting for as long as before, not for the clock
    /// to come back there.
    void clock_was_set_back(milliseconds by);

    /// Mails with a valid token for which no `sent` has come yet.
    void keep_unclaimed(std::vector<seen_mail> const& seen);
    [[nodiscard]] std::vector<seen_mail> claim(std::string const& token);

    /// A folder whose UIDs are not what they were is read anew.
    void forget_folder(std::string const& folder) { marks_.erase(folder); }

    std::map<std::string, look_history> histories;  ///< by mail id, of pending and late mails
    std::optional<instant> last_began;              ///< of a look, whatever came of it
    std::optional<instant> last_sweep;
    instant not_before;                    ///< no visit earlier
    instant remove_not_before;             ///< no deletion earlier
    std::optional<instant> failing_since;  ///< visits fail, or folders can't be read
    std::string trouble;                   ///< why; "" if all is well
    bool incomplete = false;               ///< the last look did not get through
    bool connected = false;                ///< a session is open

private:
    void failed(std::string why, std::optional<milliseconds> wanted_pause, instant now);
    void note_trouble(std::string why, instant now);
    void forget_oldest();

    std::map<std::string, model::folder_mark> marks_;
    std::vector<seen_mail> unclaimed_;
    int failures_ = 0;
};

}  // namespace mailsonde::checker
