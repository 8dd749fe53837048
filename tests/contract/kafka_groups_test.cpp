#include "shared/eventlog/eventlog_errc.hpp"
#include "tests/contract/contract_test.hpp"
#include "tests/contract/kafka_cluster.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

// What Kafka's groups do in Kafka's time: nobody can move its clocks.
namespace mailsonde::eventlog::contract {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

/// One replica: a log of its own, and one member.
struct replica {
    std::unique_ptr<eventlog::log> log;
    std::unique_ptr<test_member> member;

    [[nodiscard]] std::size_t owned() const { return member->partitions().size(); }
};

// NOLINTNEXTLINE(readability-identifier-naming): names a GoogleTest suite
class KafkaGroups : public testing::TestWithParam<char const*> {
protected:
    KafkaGroups() {
        for (auto* const one : {&mail_, &state_}) {
            one->name = prefix_ + one->name;
        }
        open("setup")->ensure_topics({mail_, state_}).value();
    }

    [[nodiscard]] std::unique_ptr<eventlog::log> open(std::string const& name) const {
        return open_kafka_log(options_of(prefix_ + name)).value();
    }

    [[nodiscard]] replica join(std::string const& name, milliseconds session_timeout = 9s) {
        auto log = open(name);
        auto member = std::make_unique<test_member>(
            *log, name, journal_, group_options{group_, mail_.name, session_timeout}
        );
        return {std::move(log), std::move(member)};
    }

    /// Polls each of them in turn until `condition` holds.
    template <class Condition>
    void poll_until(std::vector<replica*> const& all, Condition const& condition) {
        auto const until = steady::now() + patience;
        while (!condition()) {
            ASSERT_LT(steady::now(), until) << "the group did not get there";
            for (auto* const one : all) {
                // Right after the start, coordinators may not be there yet.
                if (auto const got = one->member->raw().poll(100); !got) {
                    ASSERT_TRUE(
                        got.error().code == eventlog_errc::busy ||
                        got.error().code == eventlog_errc::unreachable
                    ) << got.error().text();
                }
            }
        }
    }

    void poll_until_it_owns_all(replica& one) {
        poll_until({&one}, [&] { return one.owned() == 4; });
    }

    [[nodiscard]] bool is_rebalancing() {
        return cluster_.group(group_).state == "PreparingRebalance";
    }

    [[nodiscard]] std::size_t members() { return cluster_.group(group_).members; }

    [[nodiscard]] transaction note(std::string const& value) const {
        return {{make_record(state_, 0, "k", value)}, {}};
    }

    [[nodiscard]] std::ptrdiff_t when(std::string const& what) const {
        return std::ranges::find(journal_, what) - journal_.begin();
    }

    std::string prefix_ = fresh_prefix();
    std::string group_ = prefix_ + "group";
    topic_options mail_ = mail;
    topic_options state_ = state;
    cluster_view cluster_;
    std::vector<std::string> journal_;
};

TEST_P(KafkaGroups, RevokePrecedesTheAssignmentToAnotherOwner) {
    auto one = join("a");
    poll_until_it_owns_all(one);
    auto last_words = commit_outcome::unknown;
    one.member->when_revoked = [&] { last_words = one.member->commit(note("last words")); };
    auto two = join("b");
    poll_until({&two}, [&] { return is_rebalancing(); });
    EXPECT_THAT(journal_, ElementsAre("a+0,1,2,3")) << "b waits until a has let go";
    EXPECT_EQ(one.member->commit(note("not told yet")), commit_outcome::ok);
    poll_until({&one, &two}, [&] { return one.owned() == 2 && two.owned() == 2; });
    EXPECT_EQ(last_words, commit_outcome::ok) << "a was still the owner within `revoked`";
    EXPECT_LT(when("a-0,1,2,3"), std::min(when("b+0,1"), when("b+2,3")));
    one.member->when_revoked = nullptr;
}

TEST_P(KafkaGroups, NeverHaveTwoValidTokensForOnePartition) {
    std::vector<replica> all;
    std::vector<std::vector<token>> tokens;
    auto checks = 0;
    auto const check = [&] {
        std::map<int, int> owners;
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto& seen = tokens[i];
            auto& member = *all[i].member;
            if (!member.partitions().empty() &&
                std::ranges::find(seen, member.proof()) == seen.end()) {
                seen.push_back(member.proof());
            }
            for (auto const& one : seen) {
                if (member.raw().commit({}, one).outcome != commit_outcome::ok) {
                    continue;
                }
                for (auto const partition : member.partitions()) {
                    EXPECT_EQ(++owners[partition], 1) << "partition " << partition;
                }
            }
        }
        ++checks;
        return owners.size() == 4;
    };
    for (auto round = 0; round < 5; ++round) {
        SCOPED_TRACE(round);
        if (round == 3) {
            all.erase(all.begin());
            tokens.erase(tokens.begin());
        } else {
            all.push_back(join("m" + std::to_string(round)));
            tokens.emplace_back();
        }
        std::vector<replica*> each;
        for (auto& one : all) {
            each.push_back(&one);
        }
        poll_until(each, [&] {
            auto const whole = check();
            return whole &&
                   std::ranges::all_of(all, [](auto const& one) { return one.owned() > 0; });
        });
    }
    EXPECT_GT(checks, 10);
}

TEST_P(KafkaGroups, WhoDoesNotPollIsReplacedAndFenced) {
    auto one = join("a");
    poll_until_it_owns_all(one);
    ASSERT_EQ(one.member->commit(note("1")), commit_outcome::ok);
    auto two = join("b");
    poll_until_it_owns_all(two);
    EXPECT_THAT(journal_, ElementsAre("a+0,1,2,3", "b+0,1,2,3")) << "a was not asked";
    EXPECT_EQ(one.member->commit(note("zombie")), commit_outcome::fenced);
    EXPECT_EQ(one.member->commit({}), commit_outcome::fenced);
    EXPECT_EQ(two.member->commit(note("2")), commit_outcome::ok);
    EXPECT_THAT(values_of(*two.log, state_.name, 0), ElementsAre("1", "2"));
    poll_until({&one, &two}, [&] { return one.owned() == 2 && two.owned() == 2; });
    EXPECT_LT(when("a-0,1,2,3"), std::min(when("a+0,1"), when("a+2,3")));
    EXPECT_EQ(one.member->commit(note("3")), commit_outcome::ok) << "with its new token";
}

TEST_P(KafkaGroups, AMemberThatLeavesIsReplacedAtOnce) {
    // The wait is shorter than the session.
    auto one = join("a", 3 * patience);
    poll_until_it_owns_all(one);
    auto two = join("b", 3 * patience);
    poll_until({&one, &two}, [&] { return one.owned() == 2 && two.owned() == 2; });
    one.member->leave();
    poll_until_it_owns_all(two);
}

TEST_P(KafkaGroups, AMemberMayLeaveFromWithinACallback) {
    auto const poll_until_closed = [](replica& one) {
        auto const until = steady::now() + patience;
        auto got = one.member->raw().poll(1);
        while ((got || got.error().code != eventlog_errc::closed) && steady::now() < until) {
            got = one.member->raw().poll(1);
        }
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error().code, eventlog_errc::closed);
    };
    auto one = join("a", 3 * patience);
    one.member->when_assigned = [&] { one.member->raw().close(); };
    poll_until_closed(one);
    auto two = join("b", 3 * patience);
    poll_until_it_owns_all(two);
    two.member->when_revoked = [&] { two.member->raw().close(); };
    auto three = join("c", 3 * patience);
    poll_until({&three}, [&] { return is_rebalancing(); });
    poll_until_closed(two);
    poll_until_it_owns_all(three);
    // The group may have counted b once more while it left: then c has half for a moment.
    std::erase_if(journal_, [](std::string const& line) {
        return line.starts_with("c") && line != "c+0,1,2,3";
    });
    EXPECT_THAT(
        journal_, ElementsAre("a+0,1,2,3", "a-0,1,2,3", "b+0,1,2,3", "b-0,1,2,3", "c+0,1,2,3")
    );
}

TEST_P(KafkaGroups, WhoIsPushedOutTwiceByItsNamesakeGivesUp) {
    auto one = join("a", 3 * patience);
    poll_until_it_owns_all(one);
    auto const push_out = [&] {
        return begin_on_kafka(
            "mailsonde-" + prefix_ + "a-" + group_, {make_record(state_, 0, "k", "twin")}, 15min
        );
    };
    auto const commit_until_ok = [&] {
        auto const until = steady::now() + patience;
        auto got = one.member->raw().poll(0);
        while (got && one.member->commit(note("mine")) != commit_outcome::ok &&
               steady::now() < until) {
            got = one.member->raw().poll(0);
        }
        return got;
    };
    ASSERT_TRUE(commit_until_ok());
    auto const first = push_out();
    ASSERT_TRUE(commit_until_ok()) << "once, it may have been too slow";
    auto const second = push_out();
    auto const got = commit_until_ok();
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, eventlog_errc::displaced);
    EXPECT_THAT(got.error().detail, testing::HasSubstr("kafka.replica"));
    EXPECT_EQ(one.member->raw().poll(0).error().code, eventlog_errc::displaced) << "for good";
}

TEST_P(KafkaGroups, PollingKeepsAMembershipAlive) {
    auto one = join("a", 6s);
    poll_until_it_owns_all(one);
    auto const until = steady::now() + 2 * longest_lease;
    poll_until({&one}, [&] { return steady::now() > until; });
    EXPECT_THAT(journal_, SizeIs(1));
    EXPECT_EQ(one.member->commit(note("alive")), commit_outcome::ok);
}

TEST_P(KafkaGroups, ARestartEndsWhatTheReplicaHadBegun) {
    // As the producer of this replica would have left it.
    auto const left_open = begin_on_kafka(
        "mailsonde-" + prefix_ + "a-" + group_, {make_record(state_, 0, "k", "half")}, 15min
    );
    auto const before = open("another")->restore(state_.name, 0, 0);
    ASSERT_FALSE(before) << "what is open may not be passed over";
    EXPECT_EQ(before.error().code, eventlog_errc::busy);
    auto one = join("a");
    poll_until_it_owns_all(one);
    EXPECT_THAT(values_of(*one.log, state_.name, 0), IsEmpty());
}

TEST_P(KafkaGroups, ARestoreWaitsForTheTransactionOfADeadOwner) {
    auto one = join("a");
    poll_until_it_owns_all(one);
    ASSERT_EQ(one.member->commit(note("1")), commit_outcome::ok);
    auto const dead = begin_on_kafka(prefix_ + "dead", {make_record(state_, 0, "k", "half")}, 20s);
    ASSERT_EQ(one.member->commit(note("2")), commit_outcome::ok) << "others may write on";
    auto got = one.log->restore(state_.name, 0, 0);
    EXPECT_FALSE(got) << "2 is committed, but lies behind what is not";
    auto const until = steady::now() + patience;
    while (!got && steady::now() < until) {
        EXPECT_EQ(got.error().code, eventlog_errc::busy);
        got = one.log->restore(state_.name, 0, 0);
    }
    ASSERT_TRUE(got) << "the brokers end it after its timeout";
    EXPECT_THAT(values_of(got->records), ElementsAre("1", "2"));
}

TEST_P(KafkaGroups, ATransactionIsBoundToAllThatItTouches) {
    auto one = join("a");
    poll_until_it_owns_all(one);
    auto const positions = [&] { return cluster_.positions(group_, mail_.name, 4); };
    auto const write_to = [&](std::vector<int> const& partitions) {
        transaction out;
        for (auto const partition : partitions) {
            out.appends.push_back(make_record(state_, partition, "k", "x"));
        }
        return out;
    };
    // The next owner of a partition waits for what is bound to it, and for nothing else.
    ASSERT_EQ(one.member->commit(write_to({1, 3})), commit_outcome::ok);
    EXPECT_THAT(positions(), ElementsAre(Pair(1, 0), Pair(3, 0)));
    auto work = write_to({2, 3});
    work.advances.push_back({mail_.name, 3, 7});
    ASSERT_EQ(one.member->commit(work), commit_outcome::ok);
    ASSERT_EQ(one.member->commit(write_to({3})), commit_outcome::ok) << "and doesn't go back";
    EXPECT_THAT(positions(), ElementsAre(Pair(1, 0), Pair(2, 0), Pair(3, 7)));
}

TEST_P(KafkaGroups, RefuseWhatTheyCantServe) {
    auto const code = [](auto const& refused) { return refused.error().code; };
    auto one = join("a");
    poll_until_it_owns_all(one);
    auto& log = *one.log;
    EXPECT_EQ(code(log.join({"g", prefix_ + "nowhere"}, {})), eventlog_errc::unknown_topic);
    EXPECT_EQ(code(log.join({"", mail_.name}, {})), eventlog_errc::invalid_options);
    EXPECT_EQ(code(log.join({group_, state_.name}, {})), eventlog_errc::group_mismatch);
    ASSERT_EQ(one.member->commit({{}, {{mail_.name, 2, 42}}}), commit_outcome::ok);
    one.member->leave();
    auto next = join("b");
    poll_until_it_owns_all(next);
    EXPECT_EQ(next.member->raw().committed(2).value(), 42) << "positions survive the last member";
}

TEST_P(KafkaGroups, OptionsThatLibrdkafkaRefusesAreRefusedAtOnce) {
    auto options = options_of("a");
    options.security.ca_file = "/nowhere/ca.pem";
    options.security.tls = true;
    auto const refused = open_kafka_log(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, eventlog_errc::invalid_options);
    EXPECT_THAT(refused.error().detail, testing::HasSubstr("ssl.ca.location"));
}

TEST_P(KafkaGroups, BehindCountsWhatIsStillToCome) {
    auto one = join("a");
    poll_until_it_owns_all(one);
    auto two = transaction{};
    for (auto i = 0; i < 50; ++i) {
        two.appends.push_back(make_record(mail_, i % 4, "k", "x"));
    }
    ASSERT_EQ(one.member->commit(two), commit_outcome::ok);
    auto const until = steady::now() + patience;
    while (one.member->raw().behind() < 50 && steady::now() < until) {
        static_cast<void>(one.member->poll(0));
    }
    EXPECT_GE(one.member->raw().behind(), 50);
    std::size_t taken = 0;
    while ((taken < 50 || one.member->raw().behind() > 0) && steady::now() < until) {
        taken += one.member->poll().size();
    }
    EXPECT_EQ(taken, 50U);
    EXPECT_EQ(one.member->raw().behind(), 0);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(KafkaGroups);
INSTANTIATE_TEST_SUITE_P(
    Contract,
    KafkaGroups,
    testing::ValuesIn(kafka_if_there()),
    [](auto const& info) { return std::string(info.param); }
);

}  // namespace
}  // namespace mailsonde::eventlog::contract
