#include "tests/unit/checker-service/mailbox_model.hpp"

#include "shared/model/token.hpp"
#include "shared/wire/imap/imap_errc.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::checker {
namespace {

using wire::imap::deletion;

clients::removal_outcome refused(model::mail_place const& place, wire::imap::imap_errc why) {
    return {place, deletion::refused, fail(why)};
}

}  // namespace

mailbox_model::mailbox_model() {
    folders_["INBOX"].kind = folder_kind::inbox;
    folders_["Spam"].kind = folder_kind::junk;
    folders_["Lists"].kind = folder_kind::other;
}

void mailbox_model::deliver(std::string const& folder, letter what) {
    auto& into = folders_.at(folder);
    into.letters.emplace(into.next_uid++, std::move(what));
}

clients::look_report mailbox_model::look(
    clients::look_request const& request,
    std::uint32_t removed_before,
    instant now,
    std::optional<std::string> const& broken
) {
    clients::look_report report;
    report.ended = now;
    for (auto& [name, folder] : folders_) {
        if (folder.kind == folder_kind::other && !request.sweep) {
            continue;
        }
        if (name == broken) {
            read(name, folder, request, true, now, report);
            report.marks.pop_back();
            report.unreadable.push_back(name + ": broke");
        } else {
            read(name, folder, request, false, now, report);
        }
    }
    report.swept = request.sweep && report.unreadable.empty();
    report.complete = report.unreadable.empty() && removed_ == removed_before;
    return report;
}

void mailbox_model::read(
    std::string const& name,
    folder& from,
    clients::look_request const& request,
    bool breaks,
    instant now,
    clients::look_report& into
) {
    auto const mark = std::ranges::find_if(request.marks, [&](auto const& one) {
        return one.folder == name && one.uid_validity == from.uid_validity;
    });
    std::optional<std::string> first;
    auto const first_day = std::chrono::floor<std::chrono::days>(request.since);
    for (auto& [uid, letter] : from.letters) {
        auto const is_new =
            mark == request.marks.end() ? letter.arrived >= first_day : uid >= mark->next_uid;
        if (!is_new || model::token::find_all(letter.header).empty()) {
            continue;
        }
        if (breaks && first && letter.mail_id != *first) {
            break;  // behind one mail and its copies
        }
        first = letter.mail_id;
        letter.was_read = true;
        clients::found_mail found;
        found.place = {name, from.uid_validity, uid};
        found.folder_name = name;
        found.kind = from.kind;
        found.seen_at = now;
        found.server_date = std::chrono::floor<std::chrono::seconds>(letter.arrived);
        found.header = letter.header;
        into.mails.push_back(std::move(found));
    }
    into.marks.push_back({name, from.uid_validity, from.next_uid});
}

clients::removal_outcome mailbox_model::remove(clients::removal const& what) {
    auto const& place = what.place;
    auto const folder = folders_.find(place.folder);
    if (folder == folders_.end()) {
        return refused(place, wire::imap::imap_errc::no_such_folder);
    }
    if (folder->second.uid_validity != place.uid_validity) {
        return refused(place, wire::imap::imap_errc::uid_validity_changed);
    }
    auto const found = folder->second.letters.find(place.uid);
    if (found == folder->second.letters.end()) {
        return {place, deletion::already_gone, std::nullopt};
    }
    if (!what.verify(found->second.header)) {
        return {place, deletion::not_ours, std::nullopt};
    }
    folder->second.letters.erase(found);
    ++removed_;
    return {place, deletion::expunged, std::nullopt};
}

void mailbox_model::move_unread(std::string const& from, std::string const& to) {
    auto& letters = folders_.at(from).letters;
    std::vector<letter> moving;
    for (auto one = letters.begin(); one != letters.end();) {
        if (one->second.mail_id.empty() || one->second.was_read) {
            ++one;
            continue;
        }
        moving.push_back(one->second);
        one = letters.erase(one);
        ++removed_;
    }
    for (auto& one : moving) {
        deliver(to, std::move(one));
    }
}

void mailbox_model::renumber(std::string const& folder) {
    auto& which = folders_.at(folder);
    auto const letters = std::exchange(which.letters, {});
    which.uid_validity += 1;
    which.next_uid = 1;
    for (auto [uid, letter] : letters) {
        letter.is_lost = letter.was_read;
        deliver(folder, std::move(letter));
    }
    // A look under way fails in such a folder, or sees the new numbers; it never believes the old.
    ++removed_;
}

letter const* mailbox_model::at(model::mail_place const& place) const {
    auto const folder = folders_.find(place.folder);
    if (folder == folders_.end() || folder->second.uid_validity != place.uid_validity) {
        return nullptr;
    }
    auto const found = folder->second.letters.find(place.uid);
    return found == folder->second.letters.end() ? nullptr : &found->second;
}

std::vector<letter> mailbox_model::letters() const {
    std::vector<letter> out;
    for (auto const& [name, folder] : folders_) {
        for (auto const& [uid, letter] : folder.letters) {
            out.push_back(letter);
        }
    }
    return out;
}

}  // namespace mailsonde::checker
