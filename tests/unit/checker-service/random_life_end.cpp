// How a random life ends, and what must be true then.
#include "tests/unit/checker-service/random_life.hpp"

#include <algorithm>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using model::alert_phase;
using model::mail_stage;
using model::outcome;

}  // namespace

void random_life::drain() {
    faults.commits.clear();
    auto const begin = now();
    auto next_mail = begin;
    while (!is_drained() && now() < begin + 4h) {
        ++steps_;
        // The sender goes on: who looks for a mail finds what else lies there. So do its last mails
        // arrive.
        if (now() >= next_mail && now() < begin + 90min) {
            next_mail = now() + 5min;
            for (auto const& [mailbox, box] : boxes_) {
                life made;
                made.mail = sent_mail(mailbox);
                made.told_at = now();
                made.arrives_at = now() + 16s;
                made.folder = "INBOX";
                if (ids_.insert(made.mail.mail.mail_id).second) {
                    lives_.push_back(std::move(made));
                }
            }
        }
        for (auto const& visit : std::exchange(visits_, {})) {
            answer(visit, true);
        }
        let_time_pass(1s);
    }
    EXPECT_TRUE(is_drained());
}

bool random_life::is_drained() {
    if (!visits_.empty() || !std::ranges::all_of(lives_, [](life const& one) {
            return one.is_told && (!one.arrives_at || one.arrived_in_step);
        })) {
        return false;
    }
    for (auto const& [name, box] : boxes_) {
        auto const letters = box.letters();
        if (std::ranges::any_of(letters, [](letter const& one) {
                return !one.mail_id.empty() && !one.is_lost;
            })) {
            return false;
        }
    }
    auto const state = stored_state();
    for (auto const& mailbox : state.mailboxes()) {
        for (auto const& [id, mail] : state.mails_of(mailbox)) {
            if (mail.stage == mail_stage::pending || mail.stage == mail_stage::deleting) {
                return false;
            }
        }
    }
    return true;
}

void random_life::expect_one_true_result_each() {
    std::map<std::string, std::vector<model::mail_result>> by_id;
    for (auto const& result : results()) {
        by_id[result.mail.mail_id].push_back(result);
    }
    std::map<std::string, int> late;
    for (auto const& one : events<model::mail_late>()) {
        ++late[one.mail.mail_id];
    }
    EXPECT_EQ(by_id.size(), lives_.size());
    for (auto const& one : lives_) {
        auto const& id = one.mail.mail.mail_id;
        SCOPED_TRACE(id);
        ASSERT_EQ(by_id[id].size(), 1U);
        auto const& result = by_id[id][0];
        expect_true(one, result);
        EXPECT_EQ(late[id], one.arrived_in_step && !result.found ? 1 : 0);
    }
}

void random_life::expect_true(life const& of, model::mail_result const& result) {
    EXPECT_EQ(result.mail, of.mail.mail);
    if (auto const& found = result.found) {
        EXPECT_TRUE(of.arrived_in_step);
        EXPECT_LE(found->delay_at_least, found->delay);
        EXPECT_LE(found->delay, found->delay_at_most);
    }
    if (result.outcome != outcome::missing) {
        return;
    }
    EXPECT_FALSE(of.unknown);
    auto const looked = result.last_complete_look.value_or(instant());
    EXPECT_GE(looked, of.mail.judging.deadline_at);
    if (auto const& arrived = of.arrived_in_step) {
        auto const look = look_steps_.find({of.mail.mail.mailbox, looked});
        ASSERT_NE(look, look_steps_.end());
        EXPECT_GE(*arrived, look->second) << "it was there when the look began";
    }
}

void random_life::expect_only_what_belongs_to_people() {
    std::size_t of_people = 0;
    for (auto const& [name, box] : boxes_) {
        for (auto const& letter : box.letters()) {
            EXPECT_TRUE(letter.mail_id.empty() || letter.is_lost) << "left behind in " << name;
            of_people += letter.mail_id.empty() ? 1 : 0;
        }
    }
    EXPECT_EQ(of_people, of_people_);
}

void random_life::expect_well_formed_alerts() {
    std::map<std::string, model::alert> open;
    for (auto const& alert : events<model::alert>()) {
        SCOPED_TRACE(alert.key);
        auto const known = open.find(alert.key);
        EXPECT_EQ(alert.phase == alert_phase::opened, known == open.end());
        if (known != open.end()) {
            EXPECT_EQ(alert.alert_id, known->second.alert_id);
            EXPECT_EQ(alert.count, known->second.count + 1);
        }
        open[alert.key] = alert;
        if (alert.phase == alert_phase::closed) {
            open.erase(alert.key);
        }
    }
    EXPECT_EQ(open, stored_state().alerts());
}

}  // namespace mailsonde::checker
