// Visits to mailboxes in a random life: what is asked, and how it is answered.
#include "tests/unit/checker-service/looks.hpp"
#include "tests/unit/checker-service/random_life.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using wire::imap::imap_errc;

}  // namespace

std::string const& random_life::mailbox_of(visit const& of) {
    return std::visit([](auto const& call) -> std::string const& { return call.mailbox; }, of.what);
}

void random_life::collect(replica& from) {
    for (auto const& look : std::exchange(from.port.looks, {})) {
        look_steps_.try_emplace({look.mailbox, now()}, steps_);
        visits_.push_back({&from, look, now(), boxes_[look.mailbox].removed()});
    }
    for (auto const& removal : std::exchange(from.port.removals, {})) {
        check(removal);
        visits_.push_back({&from, removal, now(), 0});
    }
    for (auto const& mine : visits_) {
        auto const same = std::ranges::count_if(visits_, [&](visit const& other) {
            return other.by == mine.by && mailbox_of(other) == mailbox_of(mine);
        });
        ASSERT_EQ(same, 1) << "one visit at a time";
    }
}

/// Only mails with a committed result may be deleted.
void random_life::check(removal_call const& call) {
    std::set<std::string> judged;
    for (auto const& result : results()) {
        judged.insert(result.mail.mail_id);
    }
    ASSERT_FALSE(call.removals.empty());
    for (auto const& removal : call.removals) {
        auto const* const letter = boxes_[call.mailbox].at(removal.place);
        if (letter != nullptr && removal.verify(letter->header)) {
            ASSERT_TRUE(judged.contains(letter->mail_id)) << letter->header;
        }
    }
}

void random_life::answer_one() {
    if (visits_.empty()) {
        return;
    }
    auto& which = visits_[static_cast<std::size_t>(roll(static_cast<int>(visits_.size())))];
    std::swap(which, visits_.back());
    auto const visit = std::move(visits_.back());
    visits_.pop_back();
    answer(visit, roll(3) != 0);
}

void random_life::answer(visit const& of, bool honestly) {
    if (auto const* const look = std::get_if<look_call>(&of.what)) {
        answer_look(of, *look, honestly);
    } else {
        answer_removal(of, std::get<removal_call>(of.what), honestly);
    }
}

void random_life::answer_look(visit const& of, look_call const& call, bool honestly) {
    auto& box = boxes_[call.mailbox];
    auto const luck = honestly ? 0 : roll(10);
    clients::look_report report;
    if (luck == 1) {
        report = looks::refused_login(now());
    } else if (luck >= 2 && luck < 5) {
        report = looks::broke(now());
    } else {
        auto const broken = luck >= 5 ? std::optional(a_folder()) : std::nullopt;
        report = box.look(call.request, of.removed_before, now(), broken);
    }
    report.began = of.began;
    if (!honestly && roll(10) == 0) {
        report.wanted_pause = between(0ms, 1min);
    }
    of.by->core.looked(call.mailbox, call.when, report);
}

void random_life::answer_removal(visit const& of, removal_call const& call, bool honestly) {
    auto const luck = honestly ? 0 : roll(4);
    auto& core = of.by->core;
    if (luck == 1) {
        core.removed(call.mailbox, call.when, fail(imap_errc::bye));
        return;
    }
    if (luck == 2) {
        auto const no = fail(imap_errc::read_only);
        core.removed(
            call.mailbox, call.when, looks::all(call.removals, wire::imap::deletion::refused, no)
        );
        return;
    }
    std::vector<clients::removal_outcome> outcomes;
    outcomes.reserve(call.removals.size());
    for (auto const& removal : call.removals) {
        outcomes.push_back(boxes_[call.mailbox].remove(removal));
    }
    if (luck == 3) {
        core.removed(call.mailbox, call.when, fail(imap_errc::bye));  // after it was done
        return;
    }
    core.removed(call.mailbox, call.when, outcomes);
}

}  // namespace mailsonde::checker
