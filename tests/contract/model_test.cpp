#include "tests/contract/contract_test.hpp"

#include <array>
#include <random>

// Random operations on both back ends side by side: whatever can be observed must be the same.
namespace mailsonde::eventlog::contract {
namespace {

constexpr std::size_t slots = 4;

enum class action : std::uint8_t {
    join,
    leave,
    poll,
    commit,
    advance,
    step_wall,
    restore,
    clean_up
};

struct operation {
    action what = action::poll;
    std::size_t slot = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t c = 0;
};

operation random_operation(std::mt19937& random) {
    // Weights: mostly polls and commits, so that groups settle and records exist.
    static constexpr std::array<action, 24> urn{
        action::join,   action::join,    action::leave,    action::poll,     action::poll,
        action::poll,   action::poll,    action::poll,     action::poll,     action::poll,
        action::poll,   action::commit,  action::commit,   action::commit,   action::commit,
        action::commit, action::commit,  action::advance,  action::advance,  action::advance,
        action::commit, action::restore, action::clean_up, action::step_wall
    };
    auto const next = [&random] { return static_cast<std::uint32_t>(random()); };
    return {urn[next() % urn.size()], next() % slots, next(), next(), next()};
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

/// One log with its members; says of each operation what could be observed.
class world {
public:
    explicit world(char const* name) : back_end_(make_back_end(name, clock_)) {
        back_end_->log().ensure_topics({mail, state, results}).value();
    }

    std::string apply(operation const& one) {
        auto const seen = run(one);
        std::string out = seen;
        for (auto const& line : journal_) {
            out += " [" + line + "]";
        }
        journal_.clear();
        return out;
    }

private:
    struct slot {
        std::unique_ptr<test_member> member;
        std::vector<token> tokens{token{}};
    };

    static topic_options const& topic_of(std::uint32_t number) {
        static std::array<topic_options, 3> const all{mail, state, results};
        return all[number % 3];
    }

    log& log_of(std::size_t number) {
        return number % 2 == 0 ? back_end_->log() : back_end_->elsewhere();
    }

    std::string run(operation const& one) {
        auto& slot = slots_[one.slot];
        switch (one.what) {
            case action::join:
                return join(slot, one);
            case action::leave:
                slot.member.reset();
                return "left";
            case action::poll:
                return slot.member ? "polled" + shown(slot.member->poll(one.a % 9)) : "nobody";
            case action::commit:
                return slot.member ? commit(*slot.member, one) : "nobody";
            case action::advance:
                clock_.advance(milliseconds(one.a % 4'000));
                return "later";
            case action::step_wall:
                clock_.wall += std::chrono::hours(one.a % 100) - std::chrono::hours(20);
                return "another time";
            case action::restore: {
                auto const got = log_of(one.slot).restore(
                    topic_of(one.a).name, static_cast<int>(one.b % 5), one.c % 9
                );
                return got ? std::to_string(got->end) + shown(got->records) : got.error().text();
            }
            case action::clean_up:
                return log_of(one.slot).clean_up() ? "cleaned" : "failed";
        }
        return "";
    }

    std::string join(slot& to, operation const& one) {
        if (to.member) {
            return "there already";
        }
        auto const& topic = one.a % 5 == 0 ? state : mail;
        to.member = std::make_unique<test_member>(
            log_of(one.slot),
            "m" + std::to_string(one.slot),
            journal_,
            group_options{"group-" + topic.name, topic.name, milliseconds(5'000)}
        );
        return "joined " + topic.name;
    }

    token pick(test_member const& member, operation const& one) {
        auto& tokens = slots_[one.slot].tokens;
        if (!(member.proof() == tokens.back())) {
            tokens.push_back(member.proof());
        }
        switch (one.a % 8) {
            case 0:
                return tokens[one.b % tokens.size()];
            case 1:
                return slots_[one.b % slots].tokens.back();
            default:
                return member.proof();
        }
    }

    std::string commit(test_member& by, operation const& one) {
        transaction work;
        for (std::uint32_t i = 0; i < one.b % 4; ++i) {
            auto const bad_partition = one.c % 31 == i;
            auto const partition = bad_partition ? 4 : static_cast<int>((one.c >> i) % 4);
            auto const key = "k" + std::to_string((one.c >> (i + 4)) % 3);
            auto const number = std::to_string(++values_);
            auto const value = (one.c >> (i + 8)) % 4 == 0 ? std::nullopt : std::optional(number);
            work.appends.push_back(make_record(topic_of(one.c + i), partition, key, value));
        }
        if (one.c % 3 == 0) {
            work.advances.push_back({mail.name, static_cast<int>(one.b % 4), one.c % 100});
        }
        auto const outcome = by.commit(work, pick(by, one));
        return std::string(to_text(outcome)) + " " + by.detail();
    }

    manual_clock clock_;
    std::vector<std::string> journal_;
    std::unique_ptr<back_end> back_end_;
    std::uint64_t values_ = 0;
    std::array<slot, slots> slots_;  // last: members write to the journal when they leave
};

/// @return how often something was committed, delivered, fenced
std::array<int, 3> compare(std::uint32_t seed) {
    std::mt19937 random(seed);
    world model("memory");
    world stored("sqlite");
    std::string history;
    std::array<int, 3> seen{};
    for (auto i = 0; i < 60; ++i) {
        auto const one = random_operation(random);
        auto const expected = model.apply(one);
        auto const actual = stored.apply(one);
        history += std::to_string(i) + " m" + std::to_string(one.slot) + ": " + expected + "\n";
        EXPECT_EQ(actual, expected) << "seed " << seed << " after\n" << history;
        if (actual != expected) {
            break;
        }
        seen[0] += expected.starts_with("ok") ? 1 : 0;
        seen[1] += expected.starts_with("polled ") && expected.find('@') != std::string::npos;
        seen[2] += expected.starts_with("fenced") ? 1 : 0;
    }
    return seen;
}

TEST(Model, AndSqliteCannotBeToldApart) {
    std::array<int, 3> total{};
    for (std::uint32_t seed = 1; seed <= 500 && !testing::Test::HasFailure(); ++seed) {
        auto const seen = compare(seed);
        for (std::size_t i = 0; i < seen.size(); ++i) {
            total[i] += seen[i];
        }
    }
    // Otherwise the comparison would prove little.
    EXPECT_GT(total[0], 500) << "commits";
    EXPECT_GT(total[1], 300) << "deliveries";
    EXPECT_GT(total[2], 300) << "fenced";
}

}  // namespace
}  // namespace mailsonde::eventlog::contract
