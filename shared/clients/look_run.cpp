#include "shared/clients/look_run.hpp"

#include "shared/core/text.hpp"
#include "shared/model/token.hpp"
#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/imap_errc.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::clients {
namespace {

using wire::imap::same_folder;

/// A backlog beyond this is left to the next look: somebody waits for this one.
constexpr int most_rounds = 64;
/// Likewise what may be ours beyond this: a mailbox full of tokens would keep all others waiting.
constexpr std::size_t most_mails = 1000;
/// More of them tell nobody more.
constexpr std::size_t most_unreadable = 100;
/// Three fields of a mail of ours fit in a tenth of this.
constexpr std::size_t longest_header = 8UL * 1024;
constexpr auto const* inbox = "INBOX";

bool is_limit(error_code const& code) {
    return code == wire::imap::imap_errc::limited || code == wire::imap::imap_errc::unavailable;
}

}  // namespace

look_run::look_run(look_request request, folder_wishes configured)
    : request_(std::move(request)), wishes_(std::move(configured)) {
    auto& also = wishes_.also;
    also.insert(also.end(), request_.also_folders.begin(), request_.also_folders.end());
    wishes_.all = request_.sweep;
    begin();
}

void look_run::begin() {
    report_.began = wall_now();
}

wire::imap::folders_options look_run::listing() const {
    wire::imap::folders_options options{wishes_.also, wishes_.all};
    options.status_of.emplace_back(inbox);
    if (wishes_.junk) {
        options.status_of.push_back(*wishes_.junk);
    }
    return options;
}

model::folder_mark const* look_run::mark_of(std::string const& raw_name) const {
    auto const found =
        std::find_if(request_.marks.begin(), request_.marks.end(), [&](auto const& mark) {
            return same_folder(mark.folder, raw_name);
        });
    return found == request_.marks.end() ? nullptr : &*found;
}

void look_run::choose(std::vector<wire::imap::folder> const& existing) {
    for (auto& one : choose_folders(existing, wishes_)) {
        wire::imap::watched_folder next{
            one.raw_name, std::nullopt, std::nullopt, request_.since, one.uid_next
        };
        if (auto const* const mark = mark_of(one.raw_name)) {
            next.uid_validity = mark->uid_validity;
            next.first_uid = mark->next_uid;
        }
        targets_.push_back({std::move(one), std::move(next)});
    }
}

bool look_run::wants_round() const {
    return !broken_ && rounds_ < most_rounds && report_.mails.size() < most_mails &&
           std::any_of(targets_.begin(), targets_.end(), [](auto const& one) { return !one.done; });
}

wire::imap::look_options look_run::next_round() const {
    wire::imap::look_options next;
    for (auto const& one : targets_) {
        if (!one.done) {
            next.folders.push_back(one.next);
        }
    }
    if (request_.derivation) {
        // Of the Resent fields these two are always there (RFC 5322 section 3.6.6).
        for (auto const* const field :
             {"In-Reply-To", "References", "Resent-From", "Resent-Date"}) {
            next.fields.emplace_back(field);
        }
    }
    return next;
}

void look_run::take(std::vector<wire::imap::folder_look> const& looks, std::uint64_t expunges) {
    ++rounds_;
    expunges_ += expunges;
    auto look = looks.begin();
    for (auto& one : targets_) {
        if (!one.done && look != looks.end()) {
            take_folder(one, *look++);
        }
    }
}

void look_run::take_folder(target& of, wire::imap::folder_look const& look) {
    // A FETCH that fails half-way may have brought mails all the same.
    auto const left = take_mails(of, look);
    if (look.failure) {
        list_is_stale_ |= look.failure->code == wire::imap::imap_errc::no_such_folder;
        give_up(of, *look.failure);
        return;
    }
    of.next.uid_validity = look.uid_validity;
    of.next.first_uid = left ? left : look.next_uid;
    of.done = !look.more && !left;
}

/// @return the UID with which the next look goes on, if there are too many mails for this one
std::optional<std::uint32_t> look_run::take_mails(
    target const& of, wire::imap::folder_look const& look
) {
    auto const now = wall_now();
    for (auto const& mail : look.messages) {
        auto header = mail.header.substr(0, longest_header);
        if (model::token::find_all(header).empty()) {
            continue;
        }
        if (report_.mails.size() == most_mails) {
            return mail.uid;
        }
        found_mail found;
        found.place = {of.folder.raw_name, look.uid_validity.value_or(0), mail.uid};
        found.folder_name = of.folder.name;
        found.kind = of.folder.kind;
        found.seen_at = now;
        found.server_date = mail.save_date ? mail.save_date : mail.internal_date;
        found.header = std::move(header);
        report_.mails.push_back(std::move(found));
    }
    return std::nullopt;
}

void look_run::give_up(target& of, failure const& why) {
    if (report_.unreadable.size() < most_unreadable) {
        report_.unreadable.push_back(sanitised(of.folder.name + ": " + why.text()));
    }
    otherwise_broken_ |= !is_limit(why.code);
    of.done = true;
}

void look_run::break_off(failure const& reason) {
    broken_ = reason;
    if (!has_read()) {
        return;
    }
    for (auto& one : targets_) {
        if (!one.done) {
            give_up(one, reason);
        }
    }
}

void look_run::add_mark(target const& of) {
    auto const& next = of.next;
    if (!next.first_uid || !next.uid_validity) {
        return;
    }
    auto const* const old = mark_of(next.raw_name);
    model::folder_mark const mark{next.raw_name, *next.uid_validity, *next.first_uid};
    if (old == nullptr || old->uid_validity != mark.uid_validity ||
        old->next_uid != mark.next_uid) {
        report_.marks.push_back(mark);
    }
}

look_report look_run::report() && {
    report_.ended = wall_now();
    if (broken_ && !has_read()) {
        report_.failure = broken_;
        report_.limited = is_limit(broken_->code);
        return std::move(report_);
    }
    auto const all_done =
        std::all_of(targets_.begin(), targets_.end(), [](auto const& one) { return one.done; });
    report_.swept = is_sweep() && all_done && !broken_;
    report_.limited = !report_.unreadable.empty() && !otherwise_broken_;
    report_.complete = all_done && report_.unreadable.empty() && expunges_ == 0;
    for (auto const& one : targets_) {
        add_mark(one);
    }
    return std::move(report_);
}

}  // namespace mailsonde::clients
