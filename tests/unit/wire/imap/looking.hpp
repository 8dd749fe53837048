#pragma once

#include "shared/wire/imap/look_dialog.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/imap/owned_dialog.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Folders to look into, and what a server says about them.
namespace mailsonde::wire::imap::looking {

using test::dialog_script;
using owned = test::owned_imap<look_dialog>;

inline std::string const items =
    " (UID INTERNALDATE FLAGS BODY.PEEK[HEADER.FIELDS (X-Mailsonde-Token Message-ID Subject)])\r\n";

inline watched_folder watched(
    std::string name, std::uint32_t first, std::optional<std::uint32_t> uid_next = std::nullopt
) {
    return {std::move(name), 1, first, std::nullopt, uid_next};
}

inline watched_folder unknown(std::string name, std::optional<instant> since = std::nullopt) {
    return {std::move(name), std::nullopt, std::nullopt, since, std::nullopt};
}

inline std::unique_ptr<owned> made(
    std::vector<watched_folder> folders, std::string_view capabilities = "UIDPLUS UNSELECT ESEARCH"
) {
    return std::make_unique<owned>(
        test::logged_in(capabilities), look_options{.folders = std::move(folders)}
    );
}

inline std::unique_ptr<owned> kept(
    std::vector<watched_folder> folders, std::string selected = "INBOX"
) {
    auto dialog = made(std::move(folders));
    dialog->session.looked = true;
    auto& open = dialog->session.selected.emplace();
    open.raw_name = std::move(selected);
    open.uid_validity = 1;
    open.uid_next = 5;
    open.exists = 14;
    return dialog;
}

inline std::string opened(std::string tag, int uid_validity, int uid_next, int exists = 14) {
    return "* FLAGS (\\Seen)\r\n* " + std::to_string(exists) +
           " EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY " + std::to_string(uid_validity) +
           "] UIDs valid\r\n* OK [UIDNEXT " + std::to_string(uid_next) + "] next\r\n" + tag +
           " OK [READ-ONLY] Examine completed.\r\n";
}

inline std::string mail(int uid, std::string const& token) {
    auto const header = "X-Mailsonde-Token: " + token + "\r\n\r\n";
    return "* 15 FETCH (UID " + std::to_string(uid) +
           " INTERNALDATE \"24-Nov-2026 02:09:31 +0000\" FLAGS (\\Recent) "
           "BODY[HEADER.FIELDS (X-MAILSONDE-TOKEN MESSAGE-ID SUBJECT)] {" +
           std::to_string(header.size()) + "}\r\n" + header + ")\r\n";
}

inline std::vector<std::uint32_t> uids(folder_look const& look) {
    std::vector<std::uint32_t> out;
    for (auto const& one : look.messages) {
        out.push_back(one.uid);
    }
    return out;
}

using numbers = std::vector<std::uint32_t>;

inline auto const since = from_rfc3339("2026-11-24T02:00:00Z");

}  // namespace mailsonde::wire::imap::looking
