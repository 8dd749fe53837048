#include "checker-service/unclaimed_mails.hpp"

#include "shared/model/token.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_kept = 256;
constexpr milliseconds claim_window = 24h;  // a sender that comes back later says send_unknown
constexpr milliseconds retry = 1h;
constexpr int most_failures = 24;

instant slot_of(seen_mail const& mail) {
    auto const token = model::token::parse(mail.token);
    return token ? token->id().slot : instant();
}

}  // namespace

void unclaimed_mails::keep(std::vector<seen_mail> const& seen) {
    for (auto const& mail : seen) {
        auto const known = std::ranges::any_of(entries_, [&](entry const& one) {
            return one.mail.place == mail.place;
        });
        if (!known) {
            entries_.push_back({mail, slot_of(mail)});
        }
    }
    if (entries_.size() > most_kept) {
        // The older its slot, the less likely that somebody still claims it.
        auto const end_of_kept = entries_.begin() + static_cast<std::ptrdiff_t>(most_kept);
        std::ranges::nth_element(entries_, end_of_kept, std::ranges::greater(), &entry::slot);
        entries_.erase(end_of_kept, entries_.end());
    }
}

std::vector<seen_mail> unclaimed_mails::claim(std::string const& token) {
    auto const is_it = [&](entry const& one) { return one.mail.token == token; };
    auto out = mails_where(is_it);
    std::erase_if(entries_, is_it);
    return out;
}

void unclaimed_mails::hold_back(
    std::map<std::string, model::folder_mark>& marks,
    config::reaper_options const& reaper,
    instant now
) const {
    for (auto const& one : entries_) {
        auto const may_be_claimed = one.slot + claim_window > now;
        auto const will_be_reaped = one.mail.genuine && reaper.per_look > 0;
        auto const mark = marks.find(one.mail.place.folder);
        if ((may_be_claimed || will_be_reaped) && mark != marks.end() &&
            mark->second.uid_validity == one.mail.place.uid_validity) {
            mark->second.next_uid = std::min(mark->second.next_uid, one.mail.place.uid);
        }
    }
}

void unclaimed_mails::choose(
    token_scope const& scope, config::reaper_options const& reaper, instant read_until, instant now
) {
    std::vector<entry*> due;
    for (auto& one : entries_) {
        one.is_chosen = false;
        if (now >= not_before_ && one.slot + claim_window <= read_until &&
            judge_leftover(one.mail, scope, reaper.after, now) == leftover::due) {
            due.push_back(&one);
        }
    }
    std::ranges::sort(due, {}, &entry::slot);
    for (std::size_t i = 0; i < due.size() && std::cmp_less(i, reaper.per_look); ++i) {
        due[i]->is_chosen = true;
    }
}

std::vector<seen_mail> unclaimed_mails::mails_where(std::function<bool(entry const&)> const& wanted
) const {
    std::vector<seen_mail> out;
    for (auto const& one : entries_) {
        if (wanted(one)) {
            out.push_back(one.mail);
        }
    }
    return out;
}

std::vector<seen_mail> unclaimed_mails::chosen() const {
    return mails_where([](entry const& one) { return one.is_chosen; });
}

std::vector<unclaimed_mails::entry>::iterator unclaimed_mails::find_chosen(
    model::mail_place const& place
) {
    return std::ranges::find_if(entries_, [&](entry const& one) {
        return one.is_chosen && one.mail.place == place;
    });
}

std::optional<seen_mail> unclaimed_mails::settled(model::mail_place const& place) {
    auto const found = find_chosen(place);
    if (found == entries_.end()) {
        return std::nullopt;
    }
    auto mail = std::move(found->mail);
    entries_.erase(found);
    return mail;
}

std::optional<unclaimed_mails::refusal> unclaimed_mails::refused(
    model::mail_place const& place, instant now
) {
    auto const found = find_chosen(place);
    if (found == entries_.end()) {
        return std::nullopt;
    }
    not_before_ = now + retry;
    found->is_chosen = false;
    refusal out{found->mail, ++found->failures >= most_failures};
    if (out.is_last) {
        entries_.erase(found);
    }
    return out;
}

std::size_t unclaimed_mails::leftovers(instant now) const {
    return static_cast<std::size_t>(std::ranges::count_if(entries_, [&](entry const& one) {
        return one.mail.genuine && one.slot + claim_window <= now;
    }));
}

}  // namespace mailsonde::checker
