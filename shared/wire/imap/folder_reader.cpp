#include "shared/wire/imap/folder_reader.hpp"

#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/date_time.hpp"
#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"
#include "shared/wire/imap/search_view.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::imap {

folder_reader::folder_reader(session& whole, watched_folder watched, std::string fields, bool quick)
    : session_(whole), watched_(std::move(watched)), fields_(std::move(fields)) {
    out_.raw_name = watched_.raw_name;
    begin();
    if (quick && step_ == step::fetch && !is_selected()) {
        step_ = step::check;
    }
}

void folder_reader::begin() {
    if (!watched_.first_uid) {
        begin_baseline(false);
        return;
    }
    begin_fetch(*watched_.first_uid);
    out_.uid_validity = watched_.uid_validity;
    if (is_selected()) {
        auto const& now = session_.selected->uid_validity;
        if (watched_.uid_validity && now != watched_.uid_validity) {
            begin_baseline(true);
        }
        out_.uid_validity = now;
        session_.selected->grew = false;
    }
}

void folder_reader::begin_baseline(bool validity_changed) {
    out_.uid_validity_changed = validity_changed;
    messages_.clear();
    uid_next_ = is_selected() ? session_.selected->uid_next : std::nullopt;
    step_ = step::baseline;
}

void folder_reader::begin_fetch(std::uint32_t first) {
    // In a folder that is open already, little can have come since the last look.
    auto const expected = is_selected() ? std::optional(first) : watched_.uid_next;
    fetches_ = fetch_plan(first, expected);
    if (uid_next_) {
        fetches_.uid_next_is(*uid_next_);
    }
    step_ = step::fetch;
}

bool folder_reader::is_selected() const {
    return session_.selected && same_folder(session_.selected->raw_name, watched_.raw_name);
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
            } else if (commands.empty() && !uid_next_) {
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
            return command_text("STATUS", known)
                .argument(watched_.raw_name)
                .raw(" (UIDNEXT UIDVALIDITY)")
                .made();
        case purpose::open:
            return command_text("EXAMINE", known).argument(watched_.raw_name).made();
        case purpose::search: {
            // SINCE compares days in the server's time zone, which may be up to 12 h behind.
            auto const day = to_search_date(*watched_.since - std::chrono::hours(12));
            auto const* const options = known.has("ESEARCH") ? "RETURN (MIN) " : "";
            return command_text("UID SEARCH ", known).raw(options).raw("SINCE " + day).made();
        }
        case purpose::newest:
            return command_text("UID FETCH * (UID)", known).made();
        case purpose::fetch:
            break;
    }
    return command_text("UID FETCH " + fetches_.next_range(), known)
        .raw(" (UID INTERNALDATE FLAGS")
        .raw(known.has("SAVEDATE") ? " SAVEDATE" : "")
        .raw(" BODY.PEEK[HEADER.FIELDS (" + fields_ + ")])")
        .made();
}

void folder_reader::hear(purpose current, untagged& response) {
    if (response.name == "STATUS") {
        take_status(response);
    } else if (current == purpose::open) {
        if (!opening_) {
            opening_.emplace();
        }
        opening_->note_opening(response);
    } else if (auto const found = smallest_found(response); found && current == purpose::search) {
        found_ = std::min(found_.value_or(*found), *found);
    } else {
        take_message(current, response);
    }
}

void folder_reader::take_status(untagged const& response) {
    auto const status = as_status(response);
    if (!status || !same_folder(status->raw_name, watched_.raw_name)) {
        return;
    }
    uid_next_ = status->uid_next;
    out_.uid_validity = status->uid_validity;
}

void folder_reader::take_message(purpose current, untagged& response) {
    auto fetched = take_fetch(response);
    if (!fetched || !fetched->uid || void_) {
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
    auto const known = messages_.find(uid);
    // Without a header it is a change of flags, sent unasked.
    if (known == messages_.end() && !fetched->header) {
        return;
    }
    auto& message = messages_[uid];
    message.uid = uid;
    message.flags = fetched->flags ? std::move(*fetched->flags) : std::move(message.flags);
    if (fetched->header) {
        message.header = std::move(*fetched->header);
        message.internal_date = fetched->internal_date;
        message.save_date = fetched->save_date;
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
    } else if (refused) {
        fail_with(refusal(completion, imap_errc::command_refused));
    } else if (what == purpose::fetch) {
        fetched(completion);
    }
}

void folder_reader::opened(tagged const& completion) {
    auto opening = std::exchange(opening_, std::nullopt).value_or(selected_folder{});
    if (completion.status != condition::ok) {
        session_.selected.reset();
        void_ = true;
        fail_with(refusal(completion, imap_errc::command_refused));
        return;
    }
    opening.raw_name = watched_.raw_name;
    session_.selected = std::move(opening);
    auto const& now = *session_.selected;
    out_.uid_validity = now.uid_validity;
    if (now.uid_next) {
        uid_next_ = now.uid_next;
        fetches_.uid_next_is(*now.uid_next);
    }
    auto const known = step_ == step::fetch && !out_.uid_validity_changed && watched_.first_uid;
    if (known && watched_.uid_validity && watched_.uid_validity != now.uid_validity) {
        begin_baseline(true);
        void_ = true;
    }
}

void folder_reader::fetched(tagged const& completion) {
    auto const grew = is_selected() && std::exchange(session_.selected->grew, false);
    verdict_ = fetches_.completed(completion.code.kind == code::message_limit, grew);
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
    if (watched_.uid_validity && out_.uid_validity != watched_.uid_validity) {
        begin_baseline(true);
    } else if (!uid_next_ || *uid_next_ > *watched_.first_uid) {
        begin_fetch(*watched_.first_uid);
    } else {
        finish(fetch_plan::verdict::finished);
    }
}

void folder_reader::advance_baseline() {
    if (!uid_next_) {
        uid_next_ = newest_ ? std::optional(*newest_ + 1) : uid_next_;
    }
    auto const next = uid_next_.value_or(1);
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
    for (auto& [uid, message] : messages_) {
        out_.messages.push_back(std::move(message));
    }
    step_ = step::done;
}

void folder_reader::fail_with(failure reason) {
    out_.failure = std::move(reason);
    out_.next_uid = watched_.first_uid;
    step_ = step::done;
}

}  // namespace mailsonde::wire::imap
