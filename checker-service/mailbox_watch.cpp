#include "checker-service/mailbox_watch.hpp"

#include "checker-service/look_plan.hpp"
#include "checker-service/record_room.hpp"
#include "shared/clients/imap_client.hpp"
#include "shared/model/token.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>

namespace mailsonde::checker {
namespace {

constexpr std::size_t most_unclaimed = 256;
constexpr std::chrono::hours claim_window{24};  // a sender that comes back later says send_unknown
constexpr std::size_t most_marks = 10'000;      // a server may name other folders at each look

instant slot_of(seen_mail const& mail) {
    auto const token = model::token::parse(mail.token);
    return token ? token->id().slot : instant();
}

}  // namespace

mailbox_watch::mailbox_watch(model::mailbox_marks const* marks) {
    if (marks != nullptr) {
        for (auto const& mark : marks->folders) {
            marks_[mark.folder] = mark;
        }
    }
}

std::vector<model::folder_mark> mailbox_watch::marks() const {
    std::vector<model::folder_mark> out;
    out.reserve(marks_.size());
    for (auto const& [folder, mark] : marks_) {
        out.push_back(mark);
    }
    return out;
}

model::mailbox_marks mailbox_watch::durable_marks(std::string const& mailbox, instant now) const {
    model::mailbox_marks out{mailbox, now, {}};
    std::size_t octets = 0;
    for (auto mark : marks()) {
        for (auto const& mail : unclaimed_) {
            auto const may_be_claimed = slot_of(mail) + claim_window > now;
            if (may_be_claimed && mail.place.folder == mark.folder &&
                mail.place.uid_validity == mark.uid_validity) {
                mark.next_uid = std::min(mark.next_uid, mail.place.uid);
            }
        }
        octets += room_for(mark.folder);
        if (octets > most_of_a_record) {
            break;
        }
        out.folders.push_back(std::move(mark));
    }
    return out;
}

void mailbox_watch::looked(clients::look_report const& report, instant now) {
    for (auto const& mark : report.marks) {
        if (marks_.size() < most_marks || marks_.contains(mark.folder)) {
            marks_[mark.folder] = mark;
        }
    }
    if (report.failure && clients::is_our_own_lack(report.failure->code)) {
        incomplete = true;
        back_off(std::nullopt, now);
        return;
    }
    if (report.failure) {
        failed(report.failure->text(), report.wanted_pause, now);
        return;
    }
    connected = true;
    failures_ = 0;
    incomplete = !report.complete;
    // In the future if the clock was set back during the look; it would keep the next one away.
    last_began = std::min(report.began, now);
    if (report.swept) {
        last_sweep = last_began;
    }
    not_before = now + report.wanted_pause.value_or(milliseconds(0));
    if (report.unreadable.empty()) {
        failing_since.reset();
        trouble.clear();
    } else {
        note_trouble("folder " + report.unreadable.front(), now);
    }
}

void mailbox_watch::failed(std::string why, std::optional<milliseconds> wanted_pause, instant now) {
    incomplete = true;
    last_began = now;
    back_off(wanted_pause, now);
    note_trouble(std::move(why), now);
}

void mailbox_watch::back_off(std::optional<milliseconds> wanted_pause, instant now) {
    connected = false;
    ++failures_;
    not_before = now + std::max(look_back_off(failures_), wanted_pause.value_or(milliseconds(0)));
}

void mailbox_watch::clock_was_set_back(milliseconds by) {
    not_before -= by;
    remove_not_before -= by;
    for (auto* const past : {&last_began, &last_sweep, &failing_since}) {
        if (*past) {
            **past -= by;
        }
    }
}

void mailbox_watch::note_trouble(std::string why, instant now) {
    failing_since = std::min(failing_since.value_or(now), now);
    trouble = std::move(why);
}

void mailbox_watch::keep_unclaimed(std::vector<seen_mail> const& seen) {
    for (auto const& mail : seen) {
        auto const known = std::any_of(unclaimed_.begin(), unclaimed_.end(), [&](auto const& one) {
            return one.place == mail.place;
        });
        if (!known) {
            unclaimed_.push_back(mail);
        }
    }
    forget_oldest();
}

/// The older its slot, the less likely that somebody still claims it.
void mailbox_watch::forget_oldest() {
    if (unclaimed_.size() <= most_unclaimed) {
        return;
    }
    std::vector<instant> slots;
    slots.reserve(unclaimed_.size());
    std::transform(unclaimed_.begin(), unclaimed_.end(), std::back_inserter(slots), slot_of);
    auto const last_kept = slots.begin() + std::ptrdiff_t(most_unclaimed) - 1;
    std::nth_element(slots.begin(), last_kept, slots.end(), std::greater<>());
    auto const limit = *last_kept;
    std::erase_if(unclaimed_, [&](auto const& one) { return slot_of(one) < limit; });
    auto too_many = unclaimed_.size() - most_unclaimed;
    std::erase_if(unclaimed_, [&](auto const& one) {
        auto const goes = too_many > 0 && slot_of(one) == limit;
        too_many -= goes ? 1 : 0;
        return goes;
    });
}

std::vector<seen_mail> mailbox_watch::claim(std::string const& token) {
    auto const is_it = [&](seen_mail const& one) { return one.token == token; };
    std::vector<seen_mail> out;
    std::copy_if(unclaimed_.begin(), unclaimed_.end(), std::back_inserter(out), is_it);
    std::erase_if(unclaimed_, is_it);
    return out;
}

}  // namespace mailsonde::checker
