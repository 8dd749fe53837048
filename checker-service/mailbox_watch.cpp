#include "checker-service/mailbox_watch.hpp"

#include "checker-service/look_plan.hpp"
#include "checker-service/record_room.hpp"
#include "shared/clients/imap_client.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mailsonde::checker {
namespace {

constexpr std::size_t most_marks = 10'000;    // a server may name other folders at each look
constexpr std::size_t most_copies = 1000;     // remembered only to be counted
constexpr milliseconds own_lack_pause{1000};  // others are done soon

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

model::mailbox_marks mailbox_watch::durable_marks(
    std::string const& mailbox, config::reaper_options const& reaper, instant now
) const {
    auto held = marks_;
    unclaimed.hold_back(held, reaper, now);
    model::mailbox_marks out{mailbox, now, {}};
    std::size_t octets = 0;
    for (auto& [folder, mark] : held) {
        octets += room_for(folder);
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
        give_way(now);
        return;
    }
    if (report.failure) {
        failed(report, now);
        return;
    }
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
        note_trouble("folder " + report.unreadable.front(), report.limited, now);
    }
}

void mailbox_watch::failed(clients::look_report const& report, instant now) {
    incomplete = true;
    last_began = now;
    back_off(report.wanted_pause, now);
    auto const& why = report.failure;
    note_trouble(why ? why->text() : "", report.limited, now);
}

void mailbox_watch::back_off(std::optional<milliseconds> wanted_pause, instant now) {
    ++failures_;
    not_before = now + std::max(look_back_off(failures_), wanted_pause.value_or(milliseconds(0)));
}

void mailbox_watch::give_way(instant now) {
    not_before = now + own_lack_pause;
}

void mailbox_watch::clock_was_set_back(milliseconds by) {
    not_before -= by;
    remove_not_before -= by;
    unclaimed.clock_was_set_back(by);
    for (auto* const past : {&last_began, &last_sweep, &failing_since}) {
        if (*past) {
            **past -= by;
        }
    }
}

void mailbox_watch::note_trouble(std::string why, bool limited, instant now) {
    only_limited = limited && (only_limited || !failing_since);
    failing_since = std::min(failing_since.value_or(now), now);
    trouble = std::move(why);
}

void mailbox_watch::note_copy(model::mail_place const& place) {
    copies_.push_back(place);
    if (copies_.size() > most_copies) {
        copies_.erase(copies_.begin());
    }
}

bool mailbox_watch::is_copy(model::mail_place const& place) const {
    return std::ranges::find(copies_, place) != copies_.end();
}

}  // namespace mailsonde::checker
