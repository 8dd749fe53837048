#include "tests/contract/contract_test.hpp"

#include <gmock/gmock.h>

#include <future>

// What others see of transactions that are not, or perhaps, committed.
namespace mailsonde::eventlog::contract {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using OpenTransactions = contract_test;  // NOLINT(readability-identifier-naming): a suite's name
using Faults = contract_test;            // NOLINT(readability-identifier-naming): a suite's name

std::vector<record> records_of(std::string const& value) {
    return {
        make_record(mail, 0, "k", value),
        make_record(state, 1, "k", value),
        make_record(results, 2, "k", value)
    };
}

transaction work_of(std::string const& value, offset next) {
    return {records_of(value), {{mail.name, 0, next}, {mail.name, 3, next}}};
}

using three_topics = std::array<std::vector<std::string>, 3>;

three_topics written(log& in) {
    return {values_of(in, "mail", 0), values_of(in, "state", 1), values_of(in, "result", 2)};
}

three_topics thrice(std::vector<std::string> const& values) {
    return {values, values, values};
}

TEST_P(OpenTransactions, AreInvisibleToPollAndGoneWhenTakenBack) {
    auto const one = sole_member();
    auto const reader = join("r", elsewhere(), group_of(results));
    static_cast<void>(reader->poll());
    ASSERT_EQ(one->commit(work_of("1", 1)), commit_outcome::ok);
    {
        auto const open = begin(records_of("2"));
        EXPECT_THAT(values_of(one->poll()), ElementsAre("1"));
        EXPECT_THAT(values_of(reader->poll()), ElementsAre("1"));
    }
    EXPECT_THAT(one->poll(), IsEmpty());
    EXPECT_THAT(reader->poll(), IsEmpty());
    EXPECT_EQ(written(the_log()), thrice({"1"}));
    EXPECT_EQ(written(elsewhere()), thrice({"1"}));
    ASSERT_EQ(one->commit(work_of("3", 2)), commit_outcome::ok);
    EXPECT_THAT(values_of(one->poll()), ElementsAre("3"));
    EXPECT_THAT(values_of(reader->poll()), ElementsAre("3"));
    EXPECT_EQ(written(elsewhere()), thrice({"1", "3"}));
}

TEST_P(OpenTransactions, AreDeliveredOnceWhenTheyAreCommitted) {
    auto const one = sole_member();
    {
        auto const open = begin(records_of("1"));
        EXPECT_THAT(one->poll(), IsEmpty());
        open->commit();
    }
    EXPECT_THAT(values_of(one->poll()), ElementsAre("1"));
    EXPECT_THAT(one->poll(), IsEmpty());
    EXPECT_EQ(written(the_log()), thrice({"1"}));
}

TEST_P(OpenTransactions, ARestoreNeitherShowsNorSkipsThem) {
    auto const one = sole_member();
    ASSERT_EQ(one->commit(work_of("1", 1)), commit_outcome::ok);
    auto open = begin(records_of("2"));
    // In a thread, since a back end may make it wait for the end of the transaction.
    auto restoring = std::async(std::launch::async, [this] {
        return elsewhere().restore(state.name, 1, 0).value();
    });
    open->commit();
    open.reset();
    auto const first = restoring.get();
    auto const rest = the_log().restore(state.name, 1, first.end).value();
    auto all = values_of(first.records);
    for (auto& value : values_of(rest.records)) {
        all.push_back(std::move(value));
    }
    EXPECT_THAT(all, ElementsAre("1", "2")) << "the end lies behind what was returned, not further";
}

TEST_P(Faults, AnAbortedCommitLeavesNothingAndMayBeTriedAgain) {
    auto const one = sole_member();
    auto const reader = join("r", elsewhere(), group_of(results));
    static_cast<void>(reader->poll());
    ASSERT_EQ(one->commit(work_of("1", 1)), commit_outcome::ok);
    static_cast<void>(one->poll());
    static_cast<void>(reader->poll());
    set(trouble::aborted);
    for (auto i = 0; i < 2; ++i) {
        EXPECT_EQ(one->commit(work_of("2", 2)), commit_outcome::aborted);
        EXPECT_THAT(one->poll(), IsEmpty());
        EXPECT_THAT(reader->poll(), IsEmpty());
        EXPECT_EQ(written(the_log()), thrice({"1"})) << "what is there can be read";
        EXPECT_EQ(written(elsewhere()), thrice({"1"}));
        EXPECT_EQ(one->raw().committed(0).value(), 1);
        EXPECT_EQ(one->raw().committed(3).value(), 1);
    }
    set(trouble::none);
    EXPECT_EQ(one->commit(work_of("2", 2)), commit_outcome::ok) << "under the same token";
    EXPECT_THAT(values_of(one->poll()), ElementsAre("2"));
    EXPECT_THAT(values_of(reader->poll()), ElementsAre("2"));
    EXPECT_EQ(written(elsewhere()), thrice({"1", "2"})) << "once";
    EXPECT_EQ(one->raw().committed(3).value(), 2);
}

TEST_P(Faults, AStaleTokenIsFencedEvenIfNothingCanBeWritten) {
    auto const one = sole_member();
    auto const stale = one->proof();
    let_leases_run_out();
    set(trouble::aborted);
    EXPECT_EQ(one->commit(work_of("x", 1), stale), commit_outcome::fenced);
    set(trouble::none);
    EXPECT_EQ(written(elsewhere()), thrice({}));
}

TEST_P(Faults, AnUnknownOutcomeIsAllOrNothingAndStaysSo) {
    auto const one = sole_member();
    ASSERT_EQ(one->commit(work_of("1", 1)), commit_outcome::ok);
    set(trouble::unknown);
    ASSERT_EQ(one->commit(work_of("2", 2)), commit_outcome::unknown);
    set(trouble::none);
    auto const found = written(the_log());
    ASSERT_TRUE(found == thrice({"1"}) || found == thrice({"1", "2"}));
    EXPECT_EQ(written(elsewhere()), found) << "for everybody the same";
    auto const next = static_cast<offset>(found[0].size());
    EXPECT_EQ(one->raw().committed(0).value(), next);
    EXPECT_EQ(one->raw().committed(3).value(), next);

    // Whoever was told decides again, upon what it found.
    ASSERT_EQ(one->commit(work_of("3", 3)), commit_outcome::ok);
    auto expected = found;
    for (auto& topic : expected) {
        topic.emplace_back("3");
    }
    EXPECT_EQ(written(the_log()), expected) << "nothing turns up later";
    EXPECT_EQ(written(elsewhere()), expected);
    EXPECT_EQ(values_of(one->poll()), expected[0]);
}

std::string name_of(testing::TestParamInfo<char const*> const& info) {
    return info.param;
}

INSTANTIATE_TEST_SUITE_P(Contract, OpenTransactions, testing::ValuesIn(all_back_ends()), name_of);
INSTANTIATE_TEST_SUITE_P(Contract, Faults, testing::ValuesIn(all_back_ends()), name_of);

}  // namespace
}  // namespace mailsonde::eventlog::contract
