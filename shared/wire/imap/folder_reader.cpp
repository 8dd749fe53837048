#include "shared/wire/imap/folder_reader.hpp"

#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"
#include "shared/wire/imap/look_commands.hpp"
#include "shared/wire/imap/search_view.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::imap {

folder_reader::folder_reader(session& whole, watched_folder watched, std::string fields, bool quick)
    : session_(whole), watched_(std::move(watched)), fields_(std::move(fields)) {
    out_.raw_name = watched_.raw_name;
    begin();
    if (quick && step_ == step::fetch && open_here() == nullptr) {
        step_ = step::check;
    }
}

void folder_reader::begin() {
    if (!watched_.first_uid) {
        begin_baseline(false);
        return;
    }
    auto* const here = open_here();
    // As of the opening, and so perhaps too small by now, but never too large.
    uid_next_ = here != nullptr ? here->uid_next : std::nullopt;
    begin_fetch(*watched_.first_uid);
    out_.uid_validity = watched_.uid_validity;
    if (here != nullptr) {
        here->grew = false;
        out_.uid_validity = here->uid_validity;
        if (watched_.uid_validity && here->uid_validity != watched_.uid_validity) {
            begin_baseline(true);
        }
    }
}

void folder_reader::begin_baseline(bool validity_changed) {
    out_.uid_validity_changed = validity_changed;
    messages_.clear();
    if (auto const* const here = open_here()) {
        uid_next_ = here->uid_next;
        out_.uid_validity = here->uid_validity;
    }
    step_ = step::baseline;
    if (uid_next_ && !watched_.since) {
        advance_baseline();
    }
}

void folder_reader::begin_fetch(std::uint32_t first) {
    // On a connection that has read all before, little can have come since.
    auto const expected =
        watched_.uid_next || !session_.looked ? watched_.uid_next : std::optional(first);
    fetches_ = fetch_plan(first, expected);
    if (uid_next_) {
        fetches_.uid_next_is(*uid_next_);
    }
    step_ = step::fetch;
}

selected_folder* folder_reader::open_here() {
    auto& open = session_.selected;
    return open && same_folder(open->raw_name, watched_.raw_name) ? &*open : nullptr;
}

std::vector<planned_command> folder_reader::plan(bool open) {
    std::vector<planned_command> commands;
    auto const add = [&](purpose what) { commands.push_back({what, make(what)}); };
    auto const add_opened = [&](purpose what) {
        if (!open) {
            add(purpose::open);
        }
        add(what);
    };
    void_ = false;
    switch (step_) {
        case step::check:
            add(purpose::status);
            break;
        case step::baseline:
            if (!uid_next_ && !open) {
                add(purpose::status);
            }
            if (watched_.since) {
                add_opened(purpose::search);
            }
            // An open folder must not be asked by STATUS (RFC 9051 section 6.3.11).
            if (!uid_next_ && open) {
                add(purpose::newest);
            }
            break;
        case step::newest:
            add_opened(purpose::newest);
            break;
        case step::fetch:
            add_opened(purpose::fetch);
            break;
        case step::done:
            break;
    }
    return commands;
}

command folder_reader::make(purpose what) {
    auto const& known = session_.capabilities;
    switch (what) {
        case purpose::status:
            return status_command(known, watched_.raw_name);
        case purpose::open:
            return examine_command(known, watched_.raw_name);
        case purpose::search:
            return search_command(known, watched_.since.value_or(instant()));
        case purpose::newest:
            return newest_command(known);
        case purpose::fetch:
            break;
    }
    return fetch_command(known, fetches_.next_range(), fields_);
}

void folder_reader::hear(purpose current, untagged& response) {
    if (response.name == "STATUS") {
        take_status(response);
    } else if (current == purpose::open) {
        opening_.note_opening(response);
    } else if (auto const found = smallest_found(response); found && current == purpose::search) {
        found_ = std::min(found_.value_or(*found), *found);
    } else {
        take_message(current, response);
    }
}

void folder_reader::take_status(untagged const& response) {
    auto const status = as_status(response);
    if (step_ == step::fetch || step_ == step::done || !status ||
        !same_folder(status->raw_name, watched_.raw_name)) {
        return;
    }
    uid_next_ = status->uid_next;
    out_.uid_validity = status->uid_validity;
}

void folder_reader::take_message(purpose current, untagged& response) {
    auto fetched = take_fetch(response);
    if (!fetched || void_ || done()) {
        return;
    }
    if (!fetched->uid || *fetched->uid == 0) {
        // A change of flags may come without its UID, but not what we have asked for by UID.
        if (fetched->header) {
            fail_with(fail(imap_errc::bad_response, "FETCH without a UID"));
        }
        return;
    }
    auto const uid = *fetched->uid;
    if (current == purpose::newest) {
        newest_ = std::max(newest_.value_or(0), uid);
        return;
    }
    if (current != purpose::fetch || !fetches_.wants(uid)) {
        return;
    }
    if (messages_.take(std::move(*fetched))) {
        fetches_.saw(uid);
    }
}

void folder_reader::complete(purpose what, tagged const& completion) {
    auto const refused = completion.status != condition::ok;
    if (what == purpose::open) {
        opened(completion);
        return;
    }
    if (done() || void_) {
        return;
    }
    if (what == purpose::search) {
        // Where SEARCH fails, the newest mails are read instead.
        search_failed_ = refused;
    } else if (what == purpose::newest) {
        // Some servers refuse "*" in an empty folder.
        auto const* const here = open_here();
        auto const empty = here != nullptr && here->exists == 0;
        newest_ = empty ? std::optional(0U) : newest_;
        if (refused && !empty) {
            fail_with(refusal(completion, imap_errc::command_refused));
        }
    } else if (refused) {
        fail_with(refusal(completion, imap_errc::command_refused));
    } else if (what == purpose::fetch) {
        auto* const here = open_here();
        auto const grew = here != nullptr && std::exchange(here->grew, false);
        verdict_ = fetches_.completed(completion.code.kind == code::message_limit, grew);
    } else if (step_ == step::baseline && !uid_next_) {
        fail_with(fail(imap_errc::bad_response, "STATUS without UIDNEXT"));
    }
}

void folder_reader::opened(tagged const& completion) {
    auto opening = std::exchange(opening_, selected_folder());
    if (completion.status != condition::ok) {
        session_.selected.reset();
        void_ = true;
        fail_with(refusal(completion, imap_errc::command_refused));
        return;
    }
    // RFC 9051 section 6.3.2 demands it; without it we would take a server that says OK to
    // everything for one with an empty folder.
    if (!opening.uid_validity) {
        session_.selected.reset();
        void_ = true;
        fail_with(fail(imap_errc::bad_response, "EXAMINE without UIDVALIDITY"));
        return;
    }
    opening.raw_name = watched_.raw_name;
    session_.selected = opening;
    out_.uid_validity = opening.uid_validity;
    if (opening.uid_next) {
        uid_next_ = opening.uid_next;
        fetches_.uid_next_is(*opening.uid_next);
    }
    if (step_ == step::fetch && !out_.uid_validity_changed && !fits_mark(opening)) {
        begin_baseline(true);
        void_ = true;
    }
}

/// UIDNEXT never shrinks (RFC 9051 section 2.3.1.1). Where it did, a backup was restored or the
/// last look was lied to: with the old mark all mails up to it would be passed over.
bool folder_reader::fits_mark(selected_folder const& opening) const {
    if (!watched_.first_uid) {
        return true;
    }
    auto const same = !watched_.uid_validity || watched_.uid_validity == opening.uid_validity;
    return same && opening.uid_next.value_or(*watched_.first_uid) >= *watched_.first_uid;
}

void folder_reader::advance() {
    if (void_) {
        return;
    }
    switch (step_) {
        case step::check:
            advance_check();
            return;
        case step::baseline:
            advance_baseline();
            return;
        case step::newest:
            obey(fetches_.newest_is(newest_));
            return;
        case step::fetch:
            obey(verdict_);
            return;
        case step::done:
            return;
    }
}

void folder_reader::advance_check() {
    auto const& now = out_.uid_validity;
    auto const first = watched_.first_uid.value_or(1);
    if (now && watched_.uid_validity && now != watched_.uid_validity) {
        begin_baseline(true);
    } else if (!now || !uid_next_ || *uid_next_ != first) {
        begin_fetch(first);
    } else {
        finish(fetch_plan::verdict::finished);
    }
}

void folder_reader::advance_baseline() {
    auto const next = uid_next_.value_or(newest_.value_or(0) + 1);
    if (!watched_.since) {
        begin_fetch(next);
        finish(fetch_plan::verdict::finished);
        return;
    }
    if (search_failed_) {
        constexpr auto back = limits::uids_per_fetch;
        begin_fetch(next > back ? next - back : 1);
    } else {
        begin_fetch(found_.value_or(next));
    }
}

void folder_reader::obey(fetch_plan::verdict verdict) {
    using enum fetch_plan::verdict;
    auto const exhausted = session_.received_octets() > limits::look_octets_soft;
    if (verdict == newest) {
        step_ = step::newest;
    } else if (verdict == again && !exhausted) {
        step_ = step::fetch;
    } else {
        finish(verdict == again ? more : verdict);
    }
}

void folder_reader::finish(fetch_plan::verdict verdict) {
    out_.more = verdict == fetch_plan::verdict::more;
    out_.next_uid = fetches_.watermark(verdict);
    end();
}

void folder_reader::fail_with(failure reason) {
    out_.failure = std::move(reason);
    out_.next_uid = watched_.first_uid;
    end();
}

void folder_reader::end() {
    out_.messages = messages_.take_all();
    step_ = step::done;
}

}  // namespace mailsonde::wire::imap
