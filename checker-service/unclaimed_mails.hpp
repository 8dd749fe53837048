#pragma once

#include "checker-service/reaper.hpp"
#include "checker-service/verdict.hpp"
#include "shared/config/config.hpp"
#include "shared/core/time.hpp"
#include "shared/model/state.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::checker {

/// The mails of one mailbox that hold a valid token for which no `sent` has come: it may still
/// come, or they are left over and will be deleted. The oldest are let go of beyond 256.
class unclaimed_mails {
public:
    void keep(std::vector<seen_mail> const& seen);
    /// Those with this token belong to a mail from now on.
    [[nodiscard]] std::vector<seen_mail> claim(std::string const& token);

    /// Keeps durable marks, by folder, from passing a mail that may still be claimed or deleted: a
    /// restart begins there.
    void hold_back(
        std::map<std::string, model::folder_mark>& marks,
        config::reaper_options const& reaper,
        instant now
    ) const;

    /// Chooses what the next visit shall delete.
    /// @param read_until  all events until then are known; one of a later day may claim a mail
    void choose(
        token_scope const& scope,
        config::reaper_options const& reaper,
        instant read_until,
        instant now
    );
    [[nodiscard]] std::vector<seen_mail> chosen() const;
    /// A chosen mail is gone, or never to be deleted.
    /// @return nullopt if the place isn't that of a chosen one
    std::optional<seen_mail> settled(model::mail_place const& place);

    struct refusal {
        seen_mail mail;
        bool is_last = false;  ///< it is given up
    };

    /// A chosen mail could not be deleted now. It is tried again after an hour, for a day.
    /// @return nullopt as above
    std::optional<refusal> refused(model::mail_place const& place, instant now);

    /// Mails that nobody will claim any more.
    [[nodiscard]] std::size_t leftovers(instant now) const;

    void clock_was_set_back(milliseconds by) { not_before_ -= by; }

private:
    struct entry {
        seen_mail mail;
        instant slot;
        int failures = 0;
        bool is_chosen = false;
    };

    std::vector<entry>::iterator find_chosen(model::mail_place const& place);
    [[nodiscard]] std::vector<seen_mail> mails_where(std::function<bool(entry const&)> const& wanted
    ) const;

    std::vector<entry> entries_;
    instant not_before_;  ///< nothing is chosen earlier
};

}  // namespace mailsonde::checker
