#include "tests/contract/operations.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

// Random operations: on two back ends side by side, where whatever can be observed must be the
// same; and on each by itself, where what must be true of any log must be true after each of them.
namespace mailsonde::eventlog::contract {
namespace {

constexpr std::size_t length = 70;

using outcomes = std::map<std::string, int>;

/// Where two logs differ for the first time.
struct difference {
    std::string history;
    std::string expected;
    std::string actual;
};

std::optional<difference> play(
    std::vector<operation> const& operations, std::string const& name, outcomes& seen
) {
    world model("memory");
    world other(name);
    std::string history;
    for (auto const& one : operations) {
        auto const expected = model.apply(one);
        auto const actual = other.apply(one);
        history += "m" + std::to_string(one.slot) + " " + std::string(to_text(one.what)) + ": " +
                   expected + "\n";
        if (actual != expected) {
            return difference{history, expected, actual};
        }
        auto const what = std::string(to_text(one.what));
        ++seen[what + " " + expected.substr(0, expected.find_first_of(" ["))];
        seen["delivery"] += one.what == action::poll && expected.find('@') != std::string::npos;
    }
    return std::nullopt;
}

void report(std::uint32_t seed, std::vector<operation> const& operations, std::string const& name) {
    auto const fails = [&name](std::vector<operation> const& some) {
        outcomes ignored;
        return play(some, name, ignored).has_value();
    };
    auto const shortest = shortened(operations, fails);
    outcomes ignored;
    auto const found = play(shortest, name, ignored).value_or(difference{});
    ADD_FAILURE() << name << " differs from the model, seed " << seed << ", " << shortest.size()
                  << " of " << operations.size() << " operations are enough:\n"
                  << found.history << "but " << name << " says: " << found.actual;
}

// NOLINTBEGIN(readability-identifier-naming): they name GoogleTest suites
class Model : public testing::TestWithParam<char const*> {};

class Laws : public testing::TestWithParam<char const*> {};

// NOLINTEND(readability-identifier-naming)

TEST_P(Model, CannotBeToldFromTheRealLog) {
    outcomes total;
    for (std::uint32_t seed = 1; seed <= 500 && !HasFailure(); ++seed) {
        auto const operations = random_operations(seed, length);
        if (play(operations, GetParam(), total)) {
            report(seed, operations, GetParam());
        }
    }
    // Otherwise the comparison would prove little.
    EXPECT_GT(total["commit ok"], 700);
    EXPECT_GT(total["commit fenced"], 500);
    EXPECT_GT(total["commit aborted"], 20);
    EXPECT_GT(total["stumble aborted"], 50);
    EXPECT_GT(total["stumble unknown"], 50);
    EXPECT_GT(total["delivery"], 500);
    EXPECT_GT(total["pause much"], 300);
}

/// What is certain to be there, or in doubt not to be: an unknown commit may be either.
std::vector<std::string> without_doubtful(std::vector<std::string> values, world const& log) {
    if (!log.doubtful().empty()) {
        std::erase_if(values, [&log](auto const& one) {
            return one == no_value || log.doubtful().contains(one);
        });
    }
    return values;
}

/// A sequence of which something that must be true of any log is not.
std::string broken_law(std::vector<operation> const& operations, std::string const& name) {
    world log(name);
    std::string history;
    for (auto const& one : operations) {
        history += "m" + std::to_string(one.slot) + " " + log.apply(one) + "\n";
        for (auto const& [group, owned] : log.valid_owners()) {
            if (std::set(owned.begin(), owned.end()).size() != owned.size()) {
                return history + "two owners in " + group;
            }
        }
    }
    for (auto partition = 0; partition < results.partitions; ++partition) {
        // Nothing of this topic is ever cleaned up.
        auto const found = without_doubtful(values_of(log.log(), results.name, partition), log);
        auto const known = log.committed().find({results.name, partition});
        auto const expected = known == log.committed().end() ? std::vector<std::string>()
                                                             : without_doubtful(known->second, log);
        if (found != expected) {
            return history + "not what was committed in partition " + std::to_string(partition);
        }
    }
    log.settle();
    for (auto const& [group, owned] : log.valid_owners()) {
        if (std::set(owned.begin(), owned.end()) != std::set{0, 1, 2, 3}) {
            return history + "partitions without an owner in " + group;
        }
    }
    return "";
}

TEST_P(Laws, APartitionHasOneOwnerAndTheLogAllThatWasCommitted) {
    // Brokers take their time. Their clocks go on by themselves, so pauses are not among what
    // random sequences do to them; KafkaGroups has those.
    auto const brokers = std::string_view(GetParam()) == "kafka";
    std::uint32_t const last = brokers ? 1'004 : 1'150;
    for (std::uint32_t seed = 1'001; seed <= last; ++seed) {
        auto const operations = random_operations(seed, length);
        if (brokers) {
            EXPECT_EQ(broken_law(operations, GetParam()), "") << "seed " << seed;
            continue;
        }
        auto const fails = [](std::vector<operation> const& some) {
            return !broken_law(some, GetParam()).empty();
        };
        if (fails(operations)) {
            FAIL() << "seed " << seed << ":\n"
                   << broken_law(shortened(operations, fails), GetParam());
        }
    }
}

TEST(Shortened, KeepsWhatTheFailureNeeds) {
    auto const whole = random_operations(7, 40);
    auto const fails = [&whole](std::vector<operation> const& some) {
        auto const has = [&some](operation const& one) {
            return std::ranges::any_of(some, [&one](auto const& other) {
                return other.a == one.a;
            });
        };
        return has(whole[3]) && has(whole[29]);
    };
    auto const shortest = shortened(whole, fails);
    ASSERT_EQ(shortest.size(), 2U);
    EXPECT_EQ(shortest[0].a, whole[3].a);
    EXPECT_EQ(shortest[1].a, whole[29].a);
}

std::string name_of(testing::TestParamInfo<char const*> const& info) {
    return info.param;
}

// The first is the model itself.
INSTANTIATE_TEST_SUITE_P(
    Contract,
    Model,
    testing::ValuesIn(clocked_back_ends.begin() + 1, clocked_back_ends.end()),
    name_of
);
INSTANTIATE_TEST_SUITE_P(Contract, Laws, testing::ValuesIn(all_back_ends()), name_of);

}  // namespace
}  // namespace mailsonde::eventlog::contract
