#include "shared/wire/imap/own_folder_purge.hpp"

#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::imap {

own_folder_purge::own_folder_purge(
    session& whole, delete_options const& options, std::vector<std::uint32_t> uids
)
    : session_(whole),
      own_folder_(options.own_folder),
      is_ours_(options.is_ours),
      uids_(std::move(uids)),
      opener_(whole) {
    if (same_folder(options.raw_name, own_folder_)) {
        step_ = step::read;
    }
}

bool own_folder_purge::possible(session const& whole, delete_options const& options) {
    // INBOX is the human's, whatever the configuration says.
    if (options.own_folder.empty() || same_folder(options.own_folder, "INBOX") ||
        !options.is_ours) {
        return false;
    }
    return whole.capabilities.has("MOVE") || same_folder(options.raw_name, options.own_folder);
}

std::string_view own_folder_purge::phase() const {
    switch (step_) {
        case step::move:
            return "imap.move";
        case step::create:
            return "imap.create";
        case step::select:
            return "imap.select";
        case step::read:
            return "imap.fetch";
        case step::remove:
        case step::done:
            break;
    }
    return "imap.expunge";
}

void own_folder_purge::plan(command_group& group) {
    auto const& known = session_.capabilities;
    auto const add = [&](command_text text) { group.add(text.made()); };
    switch (step_) {
        case step::move:
            add(command_text("UID MOVE " + uid_list(uids_), known).argument(own_folder_));
            return;
        case step::create:
            created_ = true;
            add(command_text("CREATE", known).argument(own_folder_));
            return;
        case step::select:
            opener_.select(group, own_folder_);
            return;
        case step::read:
            add(command_text("UID FETCH 1:* (UID BODY.PEEK[HEADER]<0.16384>)", known));
            return;
        case step::remove:
            add(command_text("UID STORE " + uid_list(ours_), known)
                    .raw(R"( +FLAGS.SILENT (\Seen \Deleted))"));
            if (!foreign_) {
                add(command_text("EXPUNGE", known));
            }
            return;
        case step::done:
            return;
    }
}

void own_folder_purge::hear(untagged& response, std::size_t current) {
    if (opener_.hear(response, current)) {
        return;
    }
    watch_.hear(response);
    auto const fetched = step_ == step::read ? take_fetch(response) : std::nullopt;
    if (!fetched || !fetched->uid || !fetched->header) {
        return;
    }
    auto const uid = *fetched->uid;
    watch_.found(fetched->sequence, uid);
    // A mail that is shown twice must not stand for one that isn't shown.
    auto const first_time = shown_.insert(uid).second;
    if (!is_ours_(*fetched->header)) {
        foreign_ = true;
    } else if (first_time) {
        ours_.push_back(uid);
    }
}

void own_folder_purge::conclude(command_group const& group) {
    switch (step_) {
        case step::move:
            conclude_move(group);
            return;
        case step::create:
            // If it was refused, the second MOVE shows what that means.
            step_ = step::move;
            return;
        case step::select:
            if (!group.ok(0)) {
                end(deletion::refused, refusal(group.completion(0), imap_errc::no_such_folder));
            } else if (auto const writable = check_writable(session_, std::nullopt); !writable) {
                end(deletion::refused, writable.error());
            } else if (session_.selected && session_.selected->exists > limits::own_folder_mails) {
                end(deletion::refused,
                    fail(imap_errc::not_our_mail, "too many mails in our folder"));
            } else {
                step_ = step::read;
            }
            return;
        case step::read:
            conclude_read(group);
            return;
        case step::remove:
            conclude_remove(group);
            return;
        case step::done:
            return;
    }
}

void own_folder_purge::conclude_move(command_group const& group) {
    if (group.ok(0)) {
        step_ = step::select;
        return;
    }
    auto const reason = refusal(group.completion(0), imap_errc::command_refused);
    if (reason.code == imap_errc::no_such_folder && !created_) {
        step_ = step::create;
        return;
    }
    not_moved_ = true;
    step_ = step::done;
}

void own_folder_purge::conclude_read(command_group const& group) {
    if (!group.ok(0)) {
        end(deletion::refused, refusal(group.completion(0), imap_errc::command_refused));
        return;
    }
    // Mails that we were not shown can't be ours.
    auto const there = std::count_if(shown_.begin(), shown_.end(), [&](std::uint32_t uid) {
        return !watch_.gone(uid);
    });
    if (session_.selected && std::cmp_greater(session_.selected->exists, there)) {
        foreign_ = true;
    }
    if (ours_.empty()) {
        end(deletion::refused, fail(imap_errc::still_there, "moved, but not found again"));
        return;
    }
    step_ = step::remove;
}

void own_folder_purge::conclude_remove(command_group const& group) {
    if (!group.ok(0)) {
        end(deletion::refused, refusal(group.completion(0), imap_errc::command_refused));
        return;
    }
    if (foreign_) {
        end(deletion::flagged_only);
        return;
    }
    for (auto const uid : ours_) {
        if (!watch_.gone(uid)) {
            auto const& expunge = group.completion(1);
            end(deletion::refused,
                group.ok(1) ? fail(imap_errc::still_there)
                            : refusal(expunge, imap_errc::command_refused));
            return;
        }
    }
    end(deletion::expunged);
}

void own_folder_purge::end(deletion what, std::optional<failure> reason) {
    what_ = what;
    reason_ = std::move(reason);
    step_ = step::done;
}

}  // namespace mailsonde::wire::imap
