#include "shared/eventlog/eventlog_errc.hpp"
#include "tests/contract/contract_test.hpp"

#include <gmock/gmock.h>

namespace mailsonde::eventlog::contract {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

using Records = contract_test;  // NOLINT(readability-identifier-naming): names a GoogleTest suite

TEST_P(Records, OfAPartitionKeepTheirOrder) {
    auto const one = sole_member();
    for (auto const* const value : {"1", "2", "3"}) {
        auto const work = transaction{
            {make_record(mail, 0, "k", value), make_record(mail, 0, "k", std::string(value) + "b")},
            {}
        };
        ASSERT_EQ(one->commit(work), commit_outcome::ok);
    }
    EXPECT_THAT(values_of(one->poll()), ElementsAre("1", "1b", "2", "2b", "3", "3b"));
    EXPECT_THAT(values_of(elsewhere(), mail.name, 0), ElementsAre("1", "1b", "2", "2b", "3", "3b"));
}

TEST_P(Records, HaveIncreasingOffsetsWithGapsBetweenTransactions) {
    auto const one = sole_member();
    for (auto i = 0; i < 3; ++i) {
        auto const work = transaction{{make_record(mail, 1, "k", "x")}, {}};
        ASSERT_EQ(one->commit(work), commit_outcome::ok);
    }
    auto const got = the_log().restore(mail.name, 1, 0).value();
    ASSERT_THAT(got.records, SizeIs(3));
    for (std::size_t i = 1; i < 3; ++i) {
        EXPECT_GT(got.records[i].offset, got.records[i - 1].offset + 1)
            << "nobody may rely on offsets without gaps";
    }
    EXPECT_GT(got.end, got.records.back().offset);
}

TEST_P(Records, CarryTheTimeOfTheirCommit) {
    auto const one = sole_member();
    clock.wall += milliseconds(123);
    auto const before = wall_now();
    ASSERT_EQ(one->commit({{make_record(mail, 0, "k", "x")}, {}}), commit_outcome::ok);
    auto const after = wall_now();
    auto const stamped = one->poll().at(0).timestamp;
    EXPECT_GE(stamped, before);
    EXPECT_LE(stamped, after);
}

TEST_P(Records, TellNullFromEmpty) {
    auto const one = sole_member();
    auto const work = transaction{
        {make_record(mail, 0, std::nullopt, std::nullopt),
         make_record(mail, 0, "", ""),
         make_record(mail, 0, "k", std::nullopt),
         make_record(mail, 0, std::nullopt, "v")},
        {}
    };
    ASSERT_EQ(one->commit(work), commit_outcome::ok);
    auto const polled = one->poll();
    auto const restored = elsewhere().restore(mail.name, 0, 0).value().records;
    ASSERT_THAT(polled, SizeIs(4));
    ASSERT_THAT(restored, SizeIs(4));
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(polled[i].data, work.appends[i]) << i;
        EXPECT_EQ(restored[i].data, work.appends[i]) << i;
    }
}

TEST_P(Records, KeepBinaryKeysValuesAndHeadersInOrder) {
    auto const one = sole_member();
    std::string octets;
    for (auto i = 0; i < 256; ++i) {
        octets += static_cast<char>(i);
    }
    auto written = make_record(mail, 2, octets, octets + octets);
    written.headers = {{"b", "1"}, {"a", octets}, {"b", "2"}, {"", ""}, {"b", "1"}};
    ASSERT_EQ(one->commit({{written}, {}}), commit_outcome::ok);
    EXPECT_EQ(one->poll().at(0).data, written);
    EXPECT_EQ(elsewhere().restore(mail.name, 2, 0).value().records.at(0).data, written);
}

TEST_P(Records, MayHaveOneMebibyteAndNotAnOctetMore) {
    auto const one = sole_member();
    auto big = make_record(mail, 0, "key", std::string(max_record_size - 7, 'x'));
    big.headers = {{"na", "me"}};
    ASSERT_EQ(one->commit({{big}, {}}), commit_outcome::ok);
    EXPECT_EQ(one->poll().at(0).data, big);

    big.headers.back().second += "!";
    auto const work = transaction{{make_record(mail, 1, "k", "small"), big}, {{mail.name, 0, 7}}};
    EXPECT_EQ(one->commit(work), commit_outcome::aborted);
    EXPECT_THAT(one->detail(), HasSubstr("1048577"));
    EXPECT_THAT(values_of(the_log(), mail.name, 1), ElementsAre()) << "nothing was written";
    EXPECT_EQ(one->raw().committed(0).value(), std::nullopt);
}

TEST_P(Records, OfOtherTopicsAreNotPolled) {
    auto const one = sole_member();
    auto const work =
        transaction{{make_record(state, 0, "k", "s"), make_record(mail, 0, "k", "m")}, {}};
    ASSERT_EQ(one->commit(work), commit_outcome::ok);
    EXPECT_THAT(values_of(one->poll()), ElementsAre("m"));
}

TEST_P(Records, AreDeliveredFromWhereAPartitionIsStarted) {
    auto const one = sole_member();
    for (auto const* const value : {"1", "2", "3"}) {
        ASSERT_EQ(one->commit({{make_record(mail, 0, "k", value)}, {}}), commit_outcome::ok);
    }
    auto const all = one->poll();
    ASSERT_THAT(all, SizeIs(3));
    EXPECT_THAT(one->poll(), SizeIs(0));
    one->raw().start(0, all[1].offset);
    EXPECT_THAT(values_of(one->poll()), ElementsAre("2", "3"));
    one->raw().start(0, all[1].offset + 1);
    EXPECT_THAT(values_of(one->poll()), ElementsAre("3")) << "a gap is nothing to wait for";
}

TEST_P(Records, OfAPartitionThatIsNotStartedStayBack) {
    std::unique_ptr<member> lazy;
    lazy = the_log().join(group_of(mail), {}).value();
    static_cast<void>(lazy->poll(10).value());
    auto const other = join("w", elsewhere(), group_of(results));
    static_cast<void>(other->poll());
    auto const work =
        transaction{{make_record(mail, 0, "k", "0"), make_record(mail, 1, "k", "1")}, {}};
    ASSERT_EQ(other->commit(work), commit_outcome::ok);
    EXPECT_THAT(lazy->poll(10).value(), SizeIs(0));
    lazy->start(1, 0);
    EXPECT_THAT(values_of(lazy->poll(10).value()), ElementsAre("1"));
    lazy->start(77, 0);  // not assigned: nothing happens
    EXPECT_THAT(lazy->poll(10).value(), SizeIs(0));
}

TEST_P(Records, ShareTheLimitFairlyAmongPartitions) {
    auto const one = sole_member();
    transaction work;
    for (auto i = 0; i < 100; ++i) {
        work.appends.push_back(make_record(mail, 0, "k", "busy"));
    }
    for (auto partition = 1; partition < 4; ++partition) {
        work.appends.push_back(make_record(mail, partition, "k", "quiet"));
    }
    ASSERT_EQ(one->commit(work), commit_outcome::ok);
    auto const first = one->poll(8);
    EXPECT_THAT(first, SizeIs(8)) << "no room is wasted";
    EXPECT_EQ(std::ranges::count(values_of(first), "quiet"), 3);
    EXPECT_THAT(one->poll(0), SizeIs(0));
    EXPECT_THAT(one->poll(1), SizeIs(1));
    EXPECT_THAT(one->poll(1000), SizeIs(94)) << "each record exactly once";
}

TEST_P(Records, EveryPartitionGetsItsTurnAtASmallLimit) {
    auto const one = sole_member();
    transaction work;
    for (auto i = 0; i < 80; ++i) {
        work.appends.push_back(make_record(mail, i % 4, "k", std::to_string(i % 4)));
    }
    ASSERT_EQ(one->commit(work), commit_outcome::ok);
    std::set<std::string> seen;
    for (auto i = 0; i < 4; ++i) {
        for (auto const& value : values_of(one->poll(1))) {
            seen.insert(value);
        }
    }
    EXPECT_THAT(seen, SizeIs(4));
}

TEST_P(Records, OfUnknownTopicsAndPartitionsAreRefused) {
    auto const one = sole_member();
    for (auto const& [topic, partition] :
         {std::pair("nowhere", 0), std::pair("mail", 4), std::pair("mail", -1)}) {
        EXPECT_EQ(
            the_log().restore(topic, partition, 0).error().code, eventlog_errc::unknown_topic
        );
        auto const append = transaction{{{topic, partition, "k", {}, "v"}}, {}};
        EXPECT_EQ(one->commit(append), commit_outcome::aborted);
        EXPECT_THAT(one->detail(), HasSubstr(topic));
        EXPECT_EQ(one->commit({{}, {{topic, partition, 1}}}), commit_outcome::aborted);
    }
    EXPECT_EQ(one->raw().committed(4).error().code, eventlog_errc::unknown_topic);
    EXPECT_EQ(one->commit({{}, {{mail.name, 0, -1}}}), commit_outcome::aborted);
    EXPECT_EQ(
        one->commit({{make_record(state, 0, std::nullopt, "v")}, {}}), commit_outcome::aborted
    ) << "compaction needs keys";
    EXPECT_EQ(one->commit({}), commit_outcome::ok) << "the member is none the worse for it";
}

TEST_P(Records, TopicsAreKeptAsTheyWereCreated) {
    EXPECT_TRUE(elsewhere().ensure_topics({mail, state}));
    auto changed = mail;
    changed.partitions = 5;
    EXPECT_EQ(
        elsewhere().ensure_topics({{"new", 1}, changed}).error().code, eventlog_errc::topic_mismatch
    );
    EXPECT_EQ(elsewhere().restore("new", 0, 0).error().code, eventlog_errc::unknown_topic)
        << "all or nothing";
    changed = mail;
    changed.compacted = true;
    EXPECT_EQ(the_log().ensure_topics({changed}).error().code, eventlog_errc::topic_mismatch);
    EXPECT_TRUE(the_log().ensure_topics({{"twice", 1}, {"twice", 1}}));
    EXPECT_TRUE(elsewhere().restore("twice", 0, 0));
    for (auto const& bad : {topic_options{"", 1}, {"x\n", 1}, {"x", 0}, {"x", 100'000}}) {
        EXPECT_EQ(the_log().ensure_topics({bad}).error().code, eventlog_errc::invalid_options);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Contract,
    Records,
    testing::ValuesIn(all_back_ends()),
    [](auto const& info) { return std::string(info.param); }
);

}  // namespace
}  // namespace mailsonde::eventlog::contract
