#include "shared/wire/imap/expunge_watch.hpp"

#include "shared/wire/imap/folder_views.hpp"

#include <algorithm>

namespace mailsonde::wire::imap {

void expunge_watch::found(std::uint32_t sequence, std::uint32_t uid) {
    auto const known =
        std::find_if(mails_.begin(), mails_.end(), [&](mail const& one) { return one.uid == uid; });
    if (known == mails_.end()) {
        mails_.push_back({sequence, uid});
    }
}

void expunge_watch::hear(untagged const& response) {
    if (auto const sequence = as_expunge(response); sequence && *sequence > 0) {
        for (auto& one : mails_) {
            if (one.gone) {
                continue;
            }
            one.gone = one.sequence == *sequence;
            // Those behind move up by one.
            one.sequence -= one.sequence > *sequence ? 1 : 0;
        }
    } else if (auto const vanished = as_vanished(response)) {
        for (auto& one : mails_) {
            one.gone = one.gone || vanished->contains(one.uid);
        }
    }
}

bool expunge_watch::gone(std::uint32_t uid) const {
    return std::any_of(mails_.begin(), mails_.end(), [&](mail const& one) {
        return one.uid == uid && one.gone;
    });
}

}  // namespace mailsonde::wire::imap
