#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/model/state.hpp"
#include "shared/wire/imap/deletion.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What is asked of a mailbox and what it shows, whatever protocol it speaks.
namespace mailsonde::clients {

enum class folder_kind : std::uint8_t {
    inbox,
    junk,
    watched,  ///< named in the configuration, as a filter rule's target
    other,
};

struct look_request {
    /// Where the last look ended, by folder.
    std::vector<model::folder_mark> marks;
    /// A folder without a mark is read from the mails of this instant's day on.
    instant since;
    /// Watched besides INBOX, Junk and the mailbox's own `folders.also`: names as people write them
    /// or as the server spells them.
    std::vector<std::string> also_folders;
    bool sweep = false;  ///< go through all other folders, too
    /// Ask for what tells an answer or a forward from its original, too: header fields that may be
    /// long in people's mails. Deletions read the whole header in any case.
    bool derivation = false;
};

/// A mail that may be ours: its header holds something of token shape.
struct found_mail {
    model::mail_place place;
    std::string folder_name;  ///< for people
    folder_kind kind = folder_kind::inbox;
    instant seen_at;
    std::optional<instant> server_date;  ///< SAVEDATE, else INTERNALDATE
    std::string header;                  ///< the wanted fields, as the server sent them: hostile
};

struct look_report {
    instant began;
    instant ended;
    /// Nothing was read at all: no connection, no login, or it broke. If it broke later, what was
    /// left to read is in `unreadable`.
    std::optional<mailsonde::failure> failure;
    /// Folders that exist but could not be read: "name: why", sanitised; the first hundred.
    std::vector<std::string> unreadable;
    /// Whatever could not be read, the server was busy or wants to be spared: that passes by
    /// itself.
    bool limited = false;
    bool swept = false;  ///< all folders were looked through, not only the watched ones
    /// All that was to be read was read to its end, and nobody removed mails from an open folder
    /// meanwhile: what is not in `mails` was in none of these folders.
    bool complete = false;
    std::vector<found_mail> mails;
    /// For the next look: of every folder that was read and whose mark has moved. The others stay.
    std::vector<model::folder_mark> marks;
    std::optional<milliseconds> wanted_pause;  ///< the server asked to be left alone for so long
    std::map<std::string, milliseconds> phases;
    /// Of the server's own certificate; nullopt without TLS or if it was refused.
    std::optional<instant> certificate_expires;
    /// How often something was said and answered, at a login of this look, too.
    std::uint32_t round_trips = 0;
};

struct removal {
    model::mail_place place;
    wire::imap::header_check verify;  ///< asked again in the session that deletes
};

struct removal_outcome {
    model::mail_place place;
    wire::imap::deletion what = wire::imap::deletion::refused;
    std::optional<failure> reason;  ///< of deletion::refused
};

}  // namespace mailsonde::clients
