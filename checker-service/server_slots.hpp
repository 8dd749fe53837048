#pragma once

#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsonde::checker {

/// Where a mailbox is visited.
struct visit_place {
    std::string server;   ///< host and port
    std::string account;  ///< what two mailboxes may have in common; see config::account_of

    friend bool operator==(visit_place const&, visit_place const&) = default;
};

/// Sessions at a time, whether in use or kept for later.
struct slot_limits {
    std::size_t per_server = 10;
    std::size_t in_all = 400;
};

struct visit_grant {
    std::string mailbox;
    std::optional<std::string> instead_of;  ///< whose kept session has to be closed for it
};

/// Whose turn it is. Servers, and this process, bear so many sessions only: who has waited longest
/// comes first, and a session that is only kept gives way. An account has one visit at a time: two
/// logins with a wrong password are one too many. Decides only; opens and closes nothing.
class server_slots {
public:
    /// Stands in line from `now` on; who does already keeps his place.
    void wait(std::string const& mailbox, visit_place const& at, instant now);
    /// Does not want a visit any more, or not yet.
    void leave(std::string const& mailbox);

    /// The next whose turn has come; nullopt if nobody's has. It holds from now on, until begun()
    /// makes it a visit or start_over() takes it back. Whose session has to give way has none any
    /// more.
    [[nodiscard]] std::optional<visit_grant> grant(slot_limits const& limits);
    void begun(std::string const& mailbox);
    /// @param kept  its session stays open for the next visit
    void ended(std::string const& mailbox, bool kept, instant now);
    /// A kept session is no more. One in use won't be kept.
    void closed(std::string const& mailbox);

    /// What was granted is not to be; the line begins anew.
    void start_over();

    [[nodiscard]] bool is_waiting(std::string const& mailbox) const;
    [[nodiscard]] bool is_visited(std::string const& mailbox) const;
    [[nodiscard]] bool keeps_session(std::string const& mailbox) const;
    [[nodiscard]] std::vector<std::string> with_session() const;

    /// Visits that have begun.
    [[nodiscard]] std::size_t visits() const;

private:
    enum class use : std::uint8_t { granted, visit, kept };

    struct session {
        visit_place at;
        instant since;  ///< kept: since when
        use now = use::granted;
        bool will_close = false;
        std::optional<instant> kept_since;  ///< granted: it was a kept one before
    };

    struct wish {
        visit_place at;
        instant since;
    };

    [[nodiscard]] std::optional<std::string> room_for(
        std::string const& mailbox, std::string const& server, slot_limits const& limits
    ) const;
    [[nodiscard]] std::string whom_to_close(std::string const& claimant, std::string const& server)
        const;
    void take(std::string const& mailbox, visit_place const& at, std::string const& victim);

    std::map<std::string, wish> wishes_;
    std::set<std::pair<instant, std::string>> line_;
    std::map<std::string, session> sessions_;
    std::map<std::string, std::size_t> by_server_;  ///< sessions
    std::set<std::string> busy_accounts_;           ///< of visits, granted or begun
};

/// How long after the begin the first visit of a mailbox waits, so that the mailboxes of one server
/// don't all log in at once: at most 5 s, no longer than the grace, and not at all where there is
/// only one. Depends on the name only.
/// @param on_server  mailboxes that the server has
[[nodiscard]] milliseconds start_delay(
    std::string_view mailbox, std::size_t on_server, milliseconds grace
);

}  // namespace mailsonde::checker
