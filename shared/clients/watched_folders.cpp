#include "shared/clients/watched_folders.hpp"

#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/junk_folder.hpp"
#include "shared/wire/imap/mutf7.hpp"

#include <algorithm>

namespace mailsonde::clients {
namespace {

using wire::imap::folder;
using wire::imap::same_folder;

constexpr auto const* inbox = "INBOX";

void add(std::vector<chosen_folder>& chosen, folder const& one, folder_kind kind) {
    auto const known = std::any_of(chosen.begin(), chosen.end(), [&](auto const& other) {
        return same_folder(other.raw_name, one.raw_name);
    });
    if (!known) {
        chosen.push_back({one.raw_name, one.name, kind, one.uid_next});
    }
}

}  // namespace

bool is_called(folder const& one, std::string const& name) {
    return same_folder(one.raw_name, name) || one.name == name ||
           one.raw_name == wire::imap::encode_mutf7(name);
}

std::vector<chosen_folder> choose_folders(
    std::vector<folder> const& existing, folder_wishes const& wishes
) {
    std::vector<chosen_folder> chosen;
    for (auto const& one : existing) {
        if (same_folder(one.raw_name, inbox)) {
            add(chosen, one, folder_kind::inbox);
        }
    }
    if (chosen.empty()) {
        chosen.push_back({inbox, inbox, folder_kind::inbox, std::nullopt});
    }
    if (auto const* const junk = wire::imap::find_junk(existing, wishes.junk)) {
        add(chosen, *junk, folder_kind::junk);
    }
    for (auto const& name : wishes.also) {
        for (auto const& one : existing) {
            if (one.selectable && is_called(one, name)) {
                add(chosen, one, folder_kind::watched);
            }
        }
    }
    for (auto const& one : existing) {
        if (wishes.all && wire::imap::is_swept(one)) {
            add(chosen, one, folder_kind::other);
        }
    }
    return chosen;
}

}  // namespace mailsonde::clients
