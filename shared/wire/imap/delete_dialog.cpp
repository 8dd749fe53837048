#include "shared/wire/imap/delete_dialog.hpp"

#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"
#include "shared/wire/imap/uid_set.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mailsonde::wire::imap {

delete_dialog::delete_dialog(imap::session& whole, delete_options options)
    : group_dialog(whole), options_(std::move(options)), opener_(whole) {
    if (options_.targets.size() > limits::deletions) {
        throw std::invalid_argument("too many mails to delete at once");
    }
    outcomes_.reserve(options_.targets.size());
    for (auto const& target : options_.targets) {
        if (target.uid == 0 || !target.verify) {
            throw std::invalid_argument("a mail to delete needs a UID and a check");
        }
        outcomes_.push_back({target.uid, deletion::refused, std::nullopt});
    }
    step_ = options_.targets.empty() ? step::done : step::read;
    enter("imap.select");
}

bool delete_dialog::can_uid_expunge() const {
    return session().capabilities.has("UIDPLUS") && session().uid_expunge_ok;
}

std::vector<std::uint32_t> delete_dialog::target_uids() const {
    std::vector<std::uint32_t> uids;
    uids.reserve(options_.targets.size());
    for (auto const& target : options_.targets) {
        uids.push_back(target.uid);
    }
    return uids;
}

command delete_dialog::store_command() const {
    // \Seen along with \Deleted: the human's unread counter doesn't blink if the expunge is late.
    return command_text("UID STORE " + uid_list(pending_), session().capabilities)
        .raw(R"( +FLAGS.SILENT (\Seen \Deleted))")
        .made();
}

void delete_dialog::plan(command_group& group) {
    auto const& known = session().capabilities;
    switch (step_) {
        case step::read:
            session().begin_look();
            opener_.select(group, options_.raw_name);
            group.add(command_text("UID FETCH " + uid_list(target_uids()), known)
                          .raw(" (UID BODY.PEEK[HEADER]<0.65536>)")
                          .made());
            return;
        case step::remove:
            enter("imap.expunge");
            group.add(store_command());
            group.add(command_text("UID EXPUNGE " + uid_list(pending_), known).made());
            opener_.leave(group, options_.raw_name);
            return;
        case step::reopen:
            enter("imap.select");
            opener_.select(group, options_.raw_name);
            return;
        case step::purge:
            enter(purge_->phase());
            purge_->plan(group);
            return;
        case step::flag:
            enter("imap.store");
            group.add(store_command());
            opener_.leave(group, options_.raw_name);
            return;
        case step::leave:
            enter("imap.unselect");
            opener_.leave(group, options_.raw_name);
            return;
        case step::done:
            return;
    }
}

void delete_dialog::on_untagged(untagged& response, std::size_t current) {
    if (step_ == step::purge) {
        purge_->hear(response, current);
        return;
    }
    if (opener_.hear(response, current)) {
        return;
    }
    watch_.hear(response);
    auto fetched = step_ == step::read ? take_fetch(response) : std::nullopt;
    if (!fetched || !fetched->uid || !is_target(*fetched->uid)) {
        return;
    }
    watch_.found(fetched->sequence, *fetched->uid);
    // Changes of flags may come in front of the header; a second header doesn't count.
    if (auto& header = headers_[*fetched->uid]; !header) {
        header = std::move(fetched->header);
    }
}

bool delete_dialog::is_target(std::uint32_t uid) const {
    return std::any_of(outcomes_.begin(), outcomes_.end(), [&](auto const& one) {
        return one.uid == uid;
    });
}

void delete_dialog::on_complete(command_group const& group, std::size_t index) {
    opener_.complete(group, index);
    disordered_ = disordered_ || (step_ == step::read && !group.is_complete(0));
    if (purge_) {
        purge_->complete(group, index);
    }
}

result<void> delete_dialog::conclude(command_group const& group) {
    switch (step_) {
        case step::read:
            conclude_read(group);
            break;
        case step::remove:
            conclude_remove(group);
            break;
        case step::reopen:
            conclude_reopen(group);
            break;
        case step::purge:
            conclude_purge(group);
            break;
        case step::flag:
            if (group.ok(0)) {
                settle(deletion::flagged_only);
            } else {
                settle(deletion::refused, refusal(group.completion(0), imap_errc::command_refused));
            }
            step_ = step::done;
            break;
        case step::leave:
        case step::done:
            step_ = step::done;
            break;
    }
    return {};
}

void delete_dialog::conclude_read(command_group const& group) {
    pending_ = target_uids();
    if (!group.ok(0)) {
        settle(deletion::refused, refusal(group.completion(0), imap_errc::command_refused));
        leave();
    } else if (auto const ok = check_writable(session(), options_.uid_validity); !ok) {
        settle(deletion::refused, ok.error());
        leave();
    } else if (!group.ok(1)) {
        settle(deletion::refused, refusal(group.completion(1), imap_errc::command_refused));
        leave();
    } else if (disordered_) {
        settle(deletion::refused, fail(imap_errc::bad_response, "answers out of order"));
        leave();
    } else {
        judge_headers();
    }
}

void delete_dialog::judge_headers() {
    pending_.clear();
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        auto& outcome = outcomes_[i];
        auto const header = headers_.find(outcome.uid);
        if (header == headers_.end() || watch_.gone(outcome.uid)) {
            outcome.what = deletion::already_gone;
        } else if (auto const& text = header->second; !text) {
            outcome.reason = fail(imap_errc::bad_response, "FETCH without the header");
        } else if (!options_.targets[i].verify(*text)) {
            outcome.what = deletion::not_ours;
        } else {
            pending_.push_back(outcome.uid);
        }
    }
    headers_.clear();
    if (pending_.empty()) {
        leave();
    } else if (can_uid_expunge()) {
        step_ = step::remove;
    } else {
        fall_back();
    }
}

void delete_dialog::conclude_remove(command_group const& group) {
    std::erase_if(pending_, [&](std::uint32_t uid) {
        if (!watch_.gone(uid)) {
            return false;
        }
        // Whatever UID EXPUNGE was answered: Gmail may expunge at the STORE and then refuse it.
        std::find_if(outcomes_.begin(), outcomes_.end(), [&](auto const& one) {
            return one.uid == uid;
        })->what = deletion::expunged;
        return true;
    });
    step_ = step::done;
    if (pending_.empty()) {
        return;
    }
    if (!group.ok(0)) {
        settle(deletion::refused, refusal(group.completion(0), imap_errc::command_refused));
        return;
    }
    if (group.ok(1)) {
        settle(deletion::refused, fail(imap_errc::still_there));
        return;
    }
    auto const reason = refusal(group.completion(1), imap_errc::command_refused);
    if (reason.code != imap_errc::command_refused) {
        settle(deletion::refused, reason);
        return;
    }
    // Advertised, but not there (Proton Bridge). The folder has been left meanwhile.
    session().uid_expunge_ok = false;
    if (own_folder_purge::possible(session(), options_)) {
        step_ = step::reopen;
    } else {
        settle(deletion::flagged_only);
    }
}

void delete_dialog::conclude_reopen(command_group const& group) {
    if (!group.ok(0)) {
        settle(deletion::refused, refusal(group.completion(0), imap_errc::command_refused));
        leave();
    } else if (auto const ok = check_writable(session(), options_.uid_validity); !ok) {
        settle(deletion::refused, ok.error());
        leave();
    } else {
        fall_back();
    }
}

void delete_dialog::fall_back() {
    if (own_folder_purge::possible(session(), options_)) {
        purge_ = std::make_unique<own_folder_purge>(session(), options_, pending_);
        step_ = step::purge;
    } else {
        step_ = step::flag;
    }
}

void delete_dialog::conclude_purge(command_group const& group) {
    purge_->conclude(group);
    if (!purge_->done()) {
        return;
    }
    if (purge_->not_moved()) {
        step_ = step::flag;
        return;
    }
    settle(purge_->what(), purge_->reason());
    leave();
}

void delete_dialog::settle(deletion what, std::optional<failure> const& reason) {
    for (auto& outcome : outcomes_) {
        if (std::find(pending_.begin(), pending_.end(), outcome.uid) != pending_.end()) {
            outcome.what = what;
            outcome.reason = reason;
        }
    }
    pending_.clear();
}

void delete_dialog::leave() {
    step_ = session().selected ? step::leave : step::done;
}

}  // namespace mailsonde::wire::imap
