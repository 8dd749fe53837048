#pragma once

#include "shared/clients/look.hpp"
#include "shared/model/events.hpp"
#include "shared/net/net_errc.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/mail/test_mail.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What looks and deletions may bring.
namespace mailsonde::checker::looks {

/// The header of a test mail, as it comes out at the other end.
inline std::string header_of(model::mail_sent const& mail) {
    auto const composed = wire::mail::compose(
        {"probe@probe.example", mail.recipient, "acme", mail.token, mail.message_id, mail.mail.slot}
    );
    auto const& text = composed.value();
    return text.substr(0, text.find("\r\n\r\n") + 4);
}

/// Seen at `at` in INBOX.
inline clients::found_mail found(std::string header, instant at, std::uint32_t uid = 7) {
    clients::found_mail out;
    out.place = {"INBOX", 1, uid};
    out.folder_name = "INBOX";
    out.seen_at = at;
    out.header = std::move(header);
    return out;
}

inline clients::found_mail found_in(
    std::string const& folder, clients::folder_kind kind, std::string header, instant at
) {
    auto out = found(std::move(header), at);
    out.place.folder = out.folder_name = folder;
    out.kind = kind;
    return out;
}

/// A look through the watched folders that went well.
inline clients::look_report saw(std::vector<clients::found_mail> mails, instant at) {
    clients::look_report out;
    out.began = out.ended = at;
    out.complete = true;
    std::uint32_t next = 1;
    for (auto const& mail : mails) {
        if (mail.place.folder == "INBOX") {
            next = std::max(next, mail.place.uid + 1);
        }
    }
    if (next > 1) {
        out.marks = {{"INBOX", 1, next}};
    }
    out.mails = std::move(mails);
    return out;
}

inline clients::look_report saw_nothing(instant at) {
    return saw({}, at);
}

/// Through all folders.
inline clients::look_report swept_nothing(instant at) {
    auto out = saw({}, at);
    out.swept = true;
    return out;
}

inline clients::look_report failed(instant at, error_code why) {
    clients::look_report out;
    out.began = out.ended = at;
    out.failure = fail(why, "as the test wants it");
    return out;
}

/// There was no descriptor for the connection.
inline clients::look_report was_not_possible(instant at) {
    return failed(at, net::net_errc::out_of_descriptors);
}

inline clients::look_report broke(instant at) {
    return failed(at, wire::imap::imap_errc::bye);
}

inline clients::look_report refused_login(instant at) {
    return failed(at, wire::imap::imap_errc::authentication_failed);
}

/// The same became of all of them.
inline std::vector<clients::removal_outcome> all(
    std::vector<clients::removal> const& removals,
    wire::imap::deletion what,
    std::optional<failure> const& reason = std::nullopt
) {
    std::vector<clients::removal_outcome> out;
    out.reserve(removals.size());
    for (auto const& one : removals) {
        out.push_back({one.place, what, reason});
    }
    return out;
}

inline std::vector<clients::removal_outcome> expunged(std::vector<clients::removal> const& removals
) {
    return all(removals, wire::imap::deletion::expunged);
}

}  // namespace mailsonde::checker::looks
