#include "tests/unit/checker-service/random_life.hpp"

#include "tests/unit/checker-service/looks.hpp"

#include <algorithm>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using eventlog::fate;

}  // namespace

random_life::random_life() {
    config.login_pause = 2min;
    add_mailbox("bert");
    add_probe("outbound", {"anna", "bert"});
    config.probes["inbound"].to = {"anna", "bert"};
    boxes_["anna"];
    boxes_["bert"];
}

random_life::~random_life() {
    replicas_.clear();
}

void random_life::begin(unsigned seed) {
    dice_.seed(seed);
    replicas_.push_back(start());
}

int random_life::roll(int sides) {
    // Not a distribution of the library: those differ between implementations.
    return static_cast<int>(dice_() % static_cast<unsigned>(sides));
}

std::string random_life::a_mailbox() {
    return roll(3) == 0 ? "bert" : "anna";
}

std::string random_life::a_folder() {
    auto const which = roll(20);
    return which < 15 ? "INBOX" : which < 17 ? "Spam" : "Lists";
}

milliseconds random_life::between(milliseconds low, milliseconds high) {
    return low + milliseconds(roll(static_cast<int>((high - low).count())));
}

void random_life::step() {
    ++steps_;
    auto const what = roll(1000);
    if (what < 120) {
        send();
    } else if (what < 700) {
        answer_one();
    } else if (what < 730) {
        break_a_commit();
    } else if (what < 745) {
        change_replicas();
    } else if (what < 755) {
        set_the_clock();
    } else if (what < 785) {
        people_write();
    } else if (what < 815) {
        people_interfere();
    } else if (what < 825) {
        for (auto const& one : replicas_) {
            one->core.configure(configured(), {a_mailbox()});
        }
    }
    let_time_pass(roll(100) == 0 ? between(1min, 3min) : between(0ms, 4s));
}

void random_life::send() {
    life made;
    made.mail = sent_mail(a_mailbox(), roll(2) == 0 ? "inbound" : "outbound");
    if (!ids_.insert(made.mail.mail.mail_id).second) {
        return;  // the clock was set back to a slot that has its mail
    }
    made.unknown = roll(12) == 0;
    made.told_at = now() + between(0ms, 20s);
    made.folder = a_folder();
    made.copies = roll(8) == 0 ? 2 : 1;
    auto const speed = roll(100);
    if (speed < 60) {
        made.arrives_at = now() + between(0ms, 20s);
    } else if (speed < 75) {
        made.arrives_at = now() + between(1min, 11min);
    } else if (speed < 87) {
        made.arrives_at = now() + between(10min, 30min);
    }
    lives_.push_back(std::move(made));
}

void random_life::people_write() {
    std::string header = "From: bert@example.org\r\nSubject: hello\r\n\r\n";
    if (!lives_.empty() && roll(2) == 0) {
        auto const& mail = lives_
                               [lives_.size() - 1 -
                                static_cast<std::size_t>(
                                    roll(static_cast<int>(std::min<std::size_t>(lives_.size(), 5)))
                                )]
                                   .mail;
        auto const* const how = roll(2) == 0 ? "In-Reply-To: <a@b>\r\n" : "Resent-To: c@d\r\n";
        header = how + looks::header_of(mail);
    }
    boxes_[a_mailbox()].deliver(a_folder(), {header, "", now()});
    ++of_people_;
}

void random_life::people_interfere() {
    if (roll(4) == 0) {
        boxes_[a_mailbox()].renumber(a_folder());
    } else {
        boxes_[a_mailbox()].move_unread("INBOX", roll(2) == 0 ? "Lists" : "Spam");
    }
}

void random_life::break_a_commit() {
    for (auto i = roll(3); i >= 0; --i) {
        auto const which = roll(3);
        faults.commits.push_back(
            which == 0   ? fate::aborted
            : which == 1 ? fate::unknown_lost
                         : fate::unknown_saved
        );
    }
}

void random_life::change_replicas() {
    auto const which = roll(4);
    if (which == 0) {
        clock.since_boot += 11s;  // all leases run out
    } else if (which == 1 && replicas_.size() < 3) {
        replicas_.push_back(std::make_unique<replica>(*this));
    } else {
        end(replicas_[static_cast<std::size_t>(roll(static_cast<int>(replicas_.size())))]);
        std::erase(replicas_, nullptr);
        if (replicas_.empty()) {
            replicas_.push_back(std::make_unique<replica>(*this));
        }
    }
}

void random_life::set_the_clock() {
    clock.wall += between(0ms, 30min) * (roll(2) == 0 ? 1 : -1);
}

void random_life::let_time_pass(milliseconds by) {
    clock.wall += by;
    clock.since_boot += std::min<milliseconds>(by, 4s);
    for (auto& one : lives_) {
        if (one.arrives_at && !one.arrived_in_step && *one.arrives_at <= now()) {
            one.arrived_in_step = steps_;
            auto const& mail = one.mail;
            for (auto i = 0; i < one.copies; ++i) {
                boxes_[mail.mail.mailbox].deliver(
                    one.folder, {looks::header_of(mail), mail.mail.mail_id, now()}
                );
            }
        }
        if (!one.is_told && one.told_at <= now()) {
            one.is_told = true;
            tell(one.unknown ? model::event(unknown(one.mail)) : model::event(one.mail));
        }
    }
    turn_all();
}

void random_life::turn_all() {
    for (auto i = 0; i < 3; ++i) {
        for (auto const& one : replicas_) {
            one->turn();
            collect(*one);
        }
    }
}

void random_life::end(std::unique_ptr<replica>& one) {
    for (auto const& visit : visits_) {
        auto const* const call = std::get_if<removal_call>(&visit.what);
        if (visit.by == one.get() && call != nullptr && roll(2) == 0) {
            for (auto const& removal : call->removals) {
                static_cast<void>(boxes_[call->mailbox].remove(removal));
            }
        }
    }
    std::erase_if(visits_, [&](visit const& which) { return which.by == one.get(); });
    one.reset();
}

}  // namespace mailsonde::checker
