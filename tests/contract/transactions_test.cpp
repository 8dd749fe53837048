#include "shared/eventlog/eventlog_errc.hpp"
#include "tests/contract/contract_test.hpp"

#include <gmock/gmock.h>

namespace mailsonde::eventlog::contract {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Transactions = contract_test;  // NOLINT(readability-identifier-naming): a suite's name

transaction over_three_topics(std::string const& value, offset next) {
    return {
        {make_record(mail, 0, "k", value),
         make_record(state, 1, "k", value),
         make_record(results, 2, "k", value)},
        {{mail.name, 0, next}, {mail.name, 3, next}}
    };
}

TEST_P(Transactions, CoverSeveralTopicsAndPositions) {
    auto const one = sole_member();
    ASSERT_EQ(one->commit(over_three_topics("x", 5)), commit_outcome::ok);
    EXPECT_THAT(values_of(elsewhere(), "mail", 0), ElementsAre("x"));
    EXPECT_THAT(values_of(elsewhere(), "state", 1), ElementsAre("x"));
    EXPECT_THAT(values_of(elsewhere(), "result", 2), ElementsAre("x"));
    EXPECT_EQ(one->raw().committed(0).value(), 5);
    EXPECT_EQ(one->raw().committed(3).value(), 5);
    EXPECT_EQ(one->raw().committed(1).value(), std::nullopt);
}

TEST_P(Transactions, WriteNothingAtAllIfOnePartIsRefused) {
    auto const one = sole_member();
    auto const reader = join("r", elsewhere(), group_of(results));
    static_cast<void>(reader->poll());
    auto bad = over_three_topics("x", 5);
    bad.advances.push_back({"nowhere", 0, 1});
    EXPECT_EQ(one->commit(bad), commit_outcome::aborted);
    bad = over_three_topics("x", 5);
    bad.appends.push_back(make_record(results, 9, "k", "x"));
    EXPECT_EQ(one->commit(bad), commit_outcome::aborted);

    EXPECT_THAT(values_of(the_log(), "mail", 0), IsEmpty());
    EXPECT_THAT(values_of(the_log(), "state", 1), IsEmpty());
    EXPECT_THAT(values_of(the_log(), "result", 2), IsEmpty());
    EXPECT_EQ(one->raw().committed(0).value(), std::nullopt);
    EXPECT_THAT(one->poll(), IsEmpty());
    EXPECT_THAT(reader->poll(), IsEmpty());
    EXPECT_EQ(the_log().restore("mail", 0, 0).value().end, 0);

    EXPECT_EQ(one->commit(over_three_topics("x", 5)), commit_outcome::ok) << "mended, again";
    EXPECT_THAT(values_of(one->poll()), ElementsAre("x"));
    EXPECT_THAT(values_of(reader->poll()), ElementsAre("x"));
}

TEST_P(Transactions, WithAStaleTokenAreFencedAndChangeNothing) {
    auto const one = sole_member();
    ASSERT_EQ(one->commit(over_three_topics("before", 5)), commit_outcome::ok);
    auto const stale = one->proof();
    auto const two = join("b", elsewhere());
    static_cast<void>(one->poll());
    static_cast<void>(two->poll());
    static_cast<void>(one->poll());
    ASSERT_FALSE(one->proof() == stale);

    EXPECT_EQ(one->commit(over_three_topics("stale", 9), stale), commit_outcome::fenced);
    EXPECT_EQ(one->commit({}, stale), commit_outcome::fenced) << "an empty transaction, too";
    EXPECT_EQ(two->commit(over_three_topics("stolen", 9), one->proof()), commit_outcome::fenced)
        << "somebody else's token";
    EXPECT_THAT(values_of(the_log(), "mail", 0), ElementsAre("before"));
    EXPECT_THAT(values_of(the_log(), "state", 1), ElementsAre("before"));
    EXPECT_THAT(values_of(the_log(), "result", 2), ElementsAre("before"));
    EXPECT_EQ(one->raw().committed(0).value(), 5);
    EXPECT_EQ(one->commit(over_three_topics("after", 9)), commit_outcome::ok);
}

TEST_P(Transactions, NeedATokenThatWasAssigned) {
    auto const one = join("a", the_log());
    EXPECT_EQ(one->commit(over_three_topics("x", 5), token{}), commit_outcome::fenced);
    static_cast<void>(one->poll());
    EXPECT_EQ(one->commit(over_three_topics("x", 5), token{}), commit_outcome::fenced);
    auto forged = one->proof();
    forged.opaque += "0";
    EXPECT_EQ(one->commit(over_three_topics("x", 5), forged), commit_outcome::fenced);
    EXPECT_THAT(values_of(the_log(), "mail", 0), IsEmpty());
}

TEST_P(Transactions, OfAMemberThatLeftAreFenced) {
    auto const one = sole_member();
    auto const proof = one->proof();
    one->raw().close();
    EXPECT_EQ(one->commit(over_three_topics("x", 5), proof), commit_outcome::fenced);
    EXPECT_EQ(one->raw().poll(1).error().code, eventlog_errc::closed);
    EXPECT_EQ(one->raw().committed(0).error().code, eventlog_errc::closed);
    one->raw().close();
    EXPECT_THAT(journal, ElementsAre("a+0,1,2,3", "a-0,1,2,3")) << "idempotent";
}

TEST_P(Transactions, ANewOwnerRestoresWhatWasCommittedAndNothingElse) {
    auto one = sole_member();
    ASSERT_EQ(one->commit(over_three_topics("1", 2)), commit_outcome::ok);
    ASSERT_EQ(one->commit(over_three_topics("2", 4)), commit_outcome::ok);
    let_leases_run_out();
    auto const two = join("b", elsewhere());
    static_cast<void>(two->poll());
    EXPECT_EQ(one->commit(over_three_topics("zombie", 6)), commit_outcome::fenced);
    EXPECT_THAT(values_of(elsewhere(), "state", 1), ElementsAre("1", "2"));
    EXPECT_EQ(two->raw().committed(0).value(), 4);
    EXPECT_EQ(two->raw().committed(3).value(), 4);
}

TEST_P(Transactions, RestoreReadsFromAnOffsetToTheEnd) {
    auto const one = sole_member();
    EXPECT_EQ(the_log().restore("mail", 0, 0).value().end, 0);
    for (auto const* const value : {"1", "2", "3"}) {
        ASSERT_EQ(one->commit(over_three_topics(value, 1)), commit_outcome::ok);
    }
    auto const all = elsewhere().restore("state", 1, 0).value();
    ASSERT_EQ(all.records.size(), 3U);
    auto const rest = elsewhere().restore("state", 1, all.records[1].offset).value();
    EXPECT_THAT(values_of(rest.records), ElementsAre("2", "3"));
    EXPECT_EQ(rest.end, all.end);
    auto const none = elsewhere().restore("state", 1, all.end).value();
    EXPECT_THAT(none.records, IsEmpty());
    EXPECT_EQ(none.end, all.end);
    EXPECT_THAT(values_of(elsewhere().restore("state", 1, -3).value().records), testing::SizeIs(3));
}

TEST_P(Transactions, ABatchThatIsRunAgainAfterACrashLeavesNoDuplicates) {
    // The pattern of the services: input position and output move together.
    auto const feed = join("f", the_log(), group_of(results));
    static_cast<void>(feed->poll());
    transaction input;
    for (auto const* const value : {"1", "2", "3", "4", "5"}) {
        input.appends.push_back(make_record(mail, 0, "k", value));
    }
    ASSERT_EQ(feed->commit(input), commit_outcome::ok);

    auto const process = [](test_member& worker, std::size_t count) {
        transaction work;
        for (auto const& one : worker.poll(count)) {
            work.appends.push_back(make_record(results, 0, "k", one.data.value));
            work.advances = {{mail.name, 0, one.offset + 1}};
        }
        return work;
    };
    auto crashed = join("a", the_log());
    static_cast<void>(crashed->poll(0));
    ASSERT_EQ(crashed->commit(process(*crashed, 2)), commit_outcome::ok);
    auto const lost = process(*crashed, 2);  // decided, and then it dies before the commit
    ASSERT_EQ(lost.appends.size(), 2U);
    let_leases_run_out();
    auto const next = join("b", elsewhere());
    static_cast<void>(next->poll(0));
    ASSERT_EQ(next->commit(process(*next, 10)), commit_outcome::ok);
    EXPECT_EQ(crashed->commit(lost), commit_outcome::fenced);
    EXPECT_THAT(values_of(the_log(), "result", 0), ElementsAre("1", "2", "3", "4", "5"));
}

INSTANTIATE_TEST_SUITE_P(
    Contract,
    Transactions,
    testing::ValuesIn(all_back_ends()),
    [](auto const& info) { return std::string(info.param); }
);

}  // namespace
}  // namespace mailsonde::eventlog::contract
