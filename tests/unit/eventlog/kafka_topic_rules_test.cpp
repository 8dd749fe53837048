#include "shared/eventlog/kafka_topic_rules.hpp"

#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/eventlog_errc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailsonde::eventlog::kafka {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

topic_options wanted_events() {
    return topic_plan(model::topics("mailsonde")).front();
}

topic_options wanted_state() {
    return topic_plan(model::topics("mailsonde")).back();
}

/// As made from the plan.
topic_facts fitting(topic_options const& wanted) {
    return {
        .name = wanted.name,
        .partitions = wanted.partitions,
        .replicas = 3,
        .config = config_for(wanted)
    };
}

TEST(KafkaTopicRules, TakeWhatIsMadeFromThePlan) {
    for (auto const& one : topic_plan(model::topics("mailsonde"))) {
        auto const there = fitting(one);
        EXPECT_TRUE(check_topic(there, one, 3)) << one.name;
        EXPECT_THAT(config_to_mend(there, one), IsEmpty()) << one.name;
        auto const read = options_of(there);
        EXPECT_EQ(read.compacted, one.compacted) << one.name;
        EXPECT_EQ(read.retention, one.retention) << one.name;
    }
}

TEST(KafkaTopicRules, PlanHasRoomAndTimestampsOfTheContract) {
    // A topic without settings of its own gets what the contract needs; the plan says the same.
    auto const bare = config_for({.name = "bare", .retention = 1h});
    auto const planned = config_for(wanted_events());
    for (auto const& [name, value] : bare) {
        if (name != "retention.ms") {
            EXPECT_EQ(planned.at(name), value) << name;
        }
    }
}

struct flaw {
    char const* name;
    char const* value;
    char const* told;
};

TEST(KafkaTopicRules, RefuseSettingsThatLoseSomethingAndSayHowToSetThem) {
    flaw const flaws[] = {
        {"retention.ms",
         "3600000",
         "retention.ms=3600000 (1h), wanted is retention.ms=604800000 (7d)"},
        {"max.message.bytes",
         "1000000",
         "max.message.bytes=1000000, wanted is max.message.bytes=1114112"},
        {"message.timestamp.type",
         "CreateTime",
         "CreateTime, wanted is message.timestamp.type=LogAppendTime"},
    };
    for (auto const& [name, value, told] : flaws) {
        auto const wanted = wanted_events();
        auto there = fitting(wanted);
        there.config[name] = value;
        auto const refused = check_topic(there, wanted, 3);
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, eventlog_errc::topic_settings) << name;
        EXPECT_THAT(
            refused.error().detail,
            AllOf(HasSubstr("mailsonde.mail.v1 has "), HasSubstr(told), HasSubstr("topics create"))
        );
        EXPECT_THAT(
            config_to_mend(there, wanted),
            UnorderedElementsAre(Pair(name, config_for(wanted).at(name)))
        );
    }
}

TEST(KafkaTopicRules, TakeLargerLimitsAndOtherTuning) {
    struct {
        char const* name;
        char const* value;
    } const table[] = {
        {"retention.ms", "604800001"},
        {"retention.ms", "-1"},
        {"max.message.bytes", "2000000"},
        {"segment.bytes", "1073741824"},
        {"min.insync.replicas", "1"},
    };

    for (auto const& [name, value] : table) {
        auto there = fitting(wanted_events());
        there.config[name] = value;
        EXPECT_TRUE(check_topic(there, wanted_events(), 3)) << name << value;
    }
}

TEST(KafkaTopicRules, RetentionOfACompactedTopicDoesNotMatter) {
    auto there = fitting(wanted_state());
    there.config["retention.ms"] = "1";
    EXPECT_TRUE(check_topic(there, wanted_state(), 3));
    EXPECT_THAT(config_to_mend(there, wanted_state()), IsEmpty());
}

TEST(KafkaTopicRules, RefuseWhatStaysForEver) {
    auto fewer = fitting(wanted_events());
    fewer.partitions = 12;
    EXPECT_EQ(check_topic(fewer, wanted_events(), 3).error().code, eventlog_errc::topic_mismatch);
    for (auto const* const policy : {"delete", "compact,delete", ""}) {
        auto other = fitting(wanted_state());
        other.config["cleanup.policy"] = policy;
        EXPECT_EQ(check_topic(other, wanted_state(), 3).error().code, eventlog_errc::topic_mismatch)
            << policy;
    }
}

TEST(KafkaTopicRules, RefuseFewerReplicasThanWanted) {
    auto there = fitting(wanted_events());
    there.replicas = 2;
    EXPECT_TRUE(check_topic(there, wanted_events(), 2));
    auto const refused = check_topic(there, wanted_events(), 3);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, eventlog_errc::topic_settings);
    EXPECT_THAT(refused.error().detail, HasSubstr("with 2 replicas, kafka.replication wants 3"));
}

}  // namespace
}  // namespace mailsonde::eventlog::kafka
