#include "tests/contract/contract_test.hpp"
#include "tests/contract/kafka_cluster.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <map>

// The brokers compact when they like to.
namespace mailsonde::eventlog::contract {
namespace {

using steady = std::chrono::steady_clock;

using KafkaCleanUp = contract_test;  // NOLINT(readability-identifier-naming): a suite's name

struct contents {
    std::map<std::string, std::string> newest;
    std::vector<offset> offsets;
    bool has_tombstone = false;
};

contents contents_of(std::vector<stored_record> const& records) {
    contents out;
    for (auto const& one : records) {
        out.offsets.push_back(one.offset);
        out.newest.erase(*one.data.key);
        out.has_tombstone = out.has_tombstone || !one.data.value;
        if (one.data.value) {
            out.newest[*one.data.key] = *one.data.value;
        }
    }
    return out;
}

TEST_P(KafkaCleanUp, KeepsTheNewestOfEachKeyInOrderAndDropsTombstones) {
    auto const one = sole_member();
    compact_eagerly(cluster_name(state.name));
    std::map<std::string, std::string> expected;
    auto const write = [&](std::string const& key, std::optional<std::string> const& value) {
        ASSERT_EQ(one->commit({{make_record(state, 0, key, value)}, {}}), commit_outcome::ok);
        expected.erase(key);
        if (value) {
            expected[key] = *value;
        }
    };
    write("gone", "1");
    write("gone", std::nullopt);
    auto const until = steady::now() + patience;
    auto written = std::size_t{2};
    while (true) {
        ASSERT_LT(steady::now(), until) << "the broker did not compact";
        // Each also lets the broker begin a new segment, without which it cleans nothing.
        write("k" + std::to_string(written % 3), std::to_string(written));
        ++written;
        auto const now = contents_of(the_log().restore(state.name, 0, 0).value().records);
        ASSERT_EQ(now.newest, expected);
        ASSERT_TRUE(std::ranges::is_sorted(now.offsets));
        if (now.offsets.size() < written / 2 && !now.has_tombstone) {
            break;
        }
    }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(KafkaCleanUp);
INSTANTIATE_TEST_SUITE_P(
    Contract,
    KafkaCleanUp,
    testing::ValuesIn(kafka_if_there()),
    [](auto const& info) { return std::string(info.param); }
);

}  // namespace
}  // namespace mailsonde::eventlog::contract
