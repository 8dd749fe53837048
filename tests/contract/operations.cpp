#include "tests/contract/operations.hpp"

#include <algorithm>
#include <random>

namespace mailsonde::eventlog::contract {
namespace {

constexpr milliseconds short_session{5'000};

topic_options const& topic_of(std::uint32_t number) {
    static std::array<topic_options, 3> const all{mail, state, results};
    return all[number % 3];
}

/// Two groups share one topic, a third another one.
group_options group_of(std::uint32_t number) {
    switch (number % 5) {
        case 0:
            return {"others", mail.name, short_session};
        case 1:
            return {"states", state.name, short_session};
        default:
            return {"mails", mail.name, short_session};
    }
}

std::string shown(std::vector<stored_record> const& records) {
    std::string out;
    for (auto const& one : records) {
        out += " " + one.data.topic + "/" + std::to_string(one.data.partition) + "@" +
               std::to_string(one.offset) + ":" + one.data.key.value_or("-") + "=" +
               one.data.value.value_or("-") + "!" +
               std::to_string(one.timestamp.time_since_epoch().count());
    }
    return out;
}

}  // namespace

std::string_view to_text(action what) {
    static constexpr std::array<std::string_view, 10> names{
        "join",
        "leave",
        "poll",
        "commit",
        "stumble",
        "advance",
        "pause",
        "step wall",
        "restore",
        "clean up"
    };
    return names.at(static_cast<std::size_t>(what));
}

std::vector<operation> random_operations(std::uint32_t seed, std::size_t count) {
    // Weights: mostly polls and commits, so that groups settle and records exist.
    static constexpr std::array<std::pair<action, int>, 10> weights{
        {{action::join, 6},
         {action::leave, 2},
         {action::poll, 30},
         {action::commit, 18},
         {action::stumble, 4},
         {action::advance, 8},
         {action::pause, 1},
         {action::step_wall, 2},
         {action::restore, 4},
         {action::clean_up, 2}}
    };
    std::vector<action> urn;
    for (auto const& [what, weight] : weights) {
        urn.insert(urn.end(), static_cast<std::size_t>(weight), what);
    }
    std::mt19937 random(seed);
    auto const next = [&random] { return static_cast<std::uint32_t>(random()); };
    std::vector<operation> out(count);
    for (auto& one : out) {
        one.what = urn[next() % urn.size()];
        one.slot = next() % member_slots;
        one.a = next();
        one.b = next();
        one.c = next();
    }
    return out;
}

std::vector<operation> shortened(
    std::vector<operation> whole, std::function<bool(std::vector<operation> const&)> const& fails
) {
    for (auto size = whole.size() / 2; size > 0; size /= 2) {
        for (std::size_t first = 0; first < whole.size();) {
            auto less = whole;
            auto const begin = less.begin() + static_cast<std::ptrdiff_t>(first);
            auto const length = std::min(size, less.size() - first);
            less.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
            if (fails(less)) {
                whole = std::move(less);
            } else {
                first += size;
            }
        }
    }
    return whole;
}

world::world(std::string const& back_end) : back_end_(make_back_end(back_end, clock_)) {
    log().ensure_topics({mail, state, results}).value();
}

eventlog::log& world::log_of(std::size_t number) {
    return number % 2 == 0 ? back_end_->log() : back_end_->elsewhere();
}

std::string world::apply(operation const& one) {
    auto out = run(one);
    for (auto const& line : journal_) {
        out += " [" + line + "]";
    }
    journal_.clear();
    return out;
}

std::string world::run(operation const& one) {
    auto& slot = slots_.at(one.slot);
    switch (one.what) {
        case action::join:
            return join(slot, one);
        case action::leave:
            slot.member.reset();
            return "left";
        case action::poll:
            return poll(slot, one);
        case action::commit:
            return commit(slot, one, trouble::none);
        case action::stumble:
            return commit(slot, one, one.c % 2 == 0 ? trouble::aborted : trouble::unknown);
        case action::advance:
            clock_.advance(milliseconds(one.a % 4'000));
            return "later";
        case action::pause:
            clock_.advance(short_session + milliseconds(one.a % 4'000));
            return "much later";
        case action::step_wall:
            clock_.wall += std::chrono::hours(one.a % 100) - std::chrono::hours(20);
            return "another time";
        case action::restore:
            return restore(one);
        case action::clean_up:
            return log_of(one.slot).clean_up() ? "cleaned" : "failed";
    }
    return "";
}

std::string world::join(slot& to, operation const& one) {
    if (to.member) {
        return "there already";
    }
    auto const group = group_of(one.a);
    to.group = group.group;
    to.member = std::make_unique<test_member>(
        log_of(one.slot), "m" + std::to_string(one.slot), journal_, group
    );
    return "joined " + group.group;
}

std::string world::poll(slot& by, operation const& one) {
    if (!by.member) {
        return "nobody";
    }
    auto const got = by.member->poll(one.a % 9);
    if (one.b % 16 == 0 && !by.member->partitions().empty()) {
        // Somewhere else, as if it had been told to read that again, or to leave it out.
        auto const& own = by.member->partitions();
        by.member->raw().start(own[one.b / 16 % own.size()], one.c % 20);
    }
    return "polled" + shown(got);
}

std::string world::restore(operation const& one) {
    auto const from = static_cast<offset>(one.c % 45) - 3;
    auto const partition = static_cast<int>(one.b % 5);
    auto const got = log_of(one.slot).restore(topic_of(one.a).name, partition, from);
    return got ? std::to_string(got->end) + shown(got->records) : got.error().text();
}

token world::pick(slot const& by, operation const& one) {
    switch (one.a % 8) {
        case 0:
            return by.tokens[one.b % by.tokens.size()];
        case 1:
            return slots_.at(one.b % member_slots).tokens.back();
        default:
            return by.tokens.back();
    }
}

transaction world::work_for(operation const& one, bool must_write) {
    transaction work;
    auto const appends = must_write ? 1 + one.b % 3 : one.b % 4;
    for (std::uint32_t i = 0; i < appends; ++i) {
        auto const bad_partition = !must_write && one.c % 31 == i;
        auto const partition = bad_partition ? 4 : static_cast<int>((one.c >> i) % 4);
        auto const key = "k" + std::to_string((one.c >> (i + 4)) % 3);
        auto const number = std::to_string(++values_);
        auto const value = (one.c >> (i + 8)) % 4 == 0 ? std::nullopt : std::optional(number);
        work.appends.push_back(make_record(topic_of(one.c + i), partition, key, value));
    }
    if (one.c % 3 == 0) {
        work.advances.push_back({mail.name, static_cast<int>(one.b % 4), one.c % 100});
    }
    return work;
}

std::string world::commit(slot& by, operation const& one, trouble what) {
    if (!by.member) {
        return "nobody";
    }
    if (!(by.member->proof() == by.tokens.back())) {
        by.tokens.push_back(by.member->proof());
    }
    auto const work = work_for(one, what != trouble::none);
    back_end_->set(what);
    auto const outcome = by.member->commit(work, pick(by, one));
    back_end_->set(trouble::none);
    for (auto const& record : work.appends) {
        auto const value = record.value.value_or(no_value);
        if (outcome == commit_outcome::ok) {
            committed_[{record.topic, record.partition}].push_back(value);
        } else if (outcome == commit_outcome::unknown) {
            doubtful_.insert(value);
        }
    }
    // What a disk says depends on the disk.
    auto const detail = what == trouble::none ? " " + by.member->detail() : "";
    return std::string(eventlog::to_text(outcome)) + detail;
}

std::map<std::string, std::vector<int>> world::valid_owners() {
    std::map<std::string, std::vector<int>> out;
    for (auto const& one : slots_) {
        if (one.member && one.member->commit({}) == commit_outcome::ok) {
            auto& owned = out[one.group];
            auto const& own = one.member->partitions();
            owned.insert(owned.end(), own.begin(), own.end());
        }
    }
    return out;
}

void world::settle() {
    // A round to see that somebody is gone, one to let go, one to take over, one to spare.
    for (auto round = 0; round < 4; ++round) {
        for (auto const& one : slots_) {
            if (one.member) {
                static_cast<void>(one.member->poll(0));
            }
        }
    }
    journal_.clear();
}

}  // namespace mailsonde::eventlog::contract
