#pragma once

#include "checker-service/verdict.hpp"
#include "shared/clients/look.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::checker {

struct letter {
    std::string header;
    std::string mail_id;  ///< of a test mail; "": it belongs to people
    instant arrived;
    bool was_read = false;  ///< a look has brought it
    bool is_lost = false;   ///< it has got another UID since, so that only another look finds it
};

/// A mailbox in memory that answers as an IMAP server and our client do: INBOX, the junk folder
/// "Spam", and "Lists", which nobody watches.
class mailbox_model {
public:
    mailbox_model();

    void deliver(std::string const& folder, letter what);

    /// What a look brings that began when the mailbox had lost `removed_before` mails.
    /// @param broken  a folder that can't be read to its end
    [[nodiscard]] clients::look_report look(
        clients::look_request const& request,
        std::uint32_t removed_before,
        instant now,
        std::optional<std::string> const& broken
    );
    [[nodiscard]] clients::removal_outcome remove(clients::removal const& what);

    /// Somebody files test mails that no look has seen yet.
    void move_unread(std::string const& from, std::string const& to);
    /// The server is restored from a backup: all UIDs are new.
    void renumber(std::string const& folder);

    [[nodiscard]] letter const* at(model::mail_place const& place) const;

    /// So many mails have gone.
    [[nodiscard]] std::uint32_t removed() const { return removed_; }

    [[nodiscard]] std::vector<letter> letters() const;

private:
    struct folder {
        folder_kind kind = folder_kind::other;
        std::uint32_t uid_validity = 1;
        std::uint32_t next_uid = 1;
        std::map<std::uint32_t, letter> letters;
    };

    static void read(
        std::string const& name,
        folder& from,
        clients::look_request const& request,
        bool breaks,
        instant now,
        clients::look_report& into
    );

    std::map<std::string, folder> folders_;
    std::uint32_t removed_ = 0;
};

}  // namespace mailsonde::checker
