#include "shared/model/topics.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>

namespace mailsonde::model {
namespace {

TEST(Topics, HaveThePrefixAndTheirVersion) {
    topics const names("acme.mailsonde");
    EXPECT_EQ(names.mail, "acme.mailsonde.mail.v1");
    EXPECT_EQ(names.result, "acme.mailsonde.result.v1");
    EXPECT_EQ(names.alert, "acme.mailsonde.alert.v1");
    EXPECT_EQ(names.sender_state, "acme.mailsonde.sender-state.v1");
    EXPECT_EQ(names.checker_state, "acme.mailsonde.checker-state.v1");
}

// The vectors of Apache Kafka's UtilsTest.testMurmur2: whatever client writes or reads by key must
// come to the same partition as we do.
TEST(PartitionOf, AgreesWithApacheKafka) {
    struct {
        std::string_view key;
        std::int32_t murmur2;
    } const vectors[] = {
        {"21", -973932308},
        {"foobar", -790332482},
        {"a-little-bit-long-string", -985981536},
        {"a-little-bit-longer-string", -1486304829},
        {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
        {"abc", 479470107},
    };

    for (auto const& [key, murmur2] : vectors) {
        EXPECT_EQ(partition_of(key), (murmur2 & 0x7fffffff) % 24) << key;
    }
}

TEST(PartitionOf, TakesEveryOctet) {
    std::string const with_nul("a\0b", 3);
    EXPECT_NE(partition_of(with_nul), partition_of("a"));
    EXPECT_NE(partition_of("k\xC3\xB6ln"), partition_of("koln"));
    auto const of_nothing = partition_of("");
    EXPECT_GE(of_nothing, 0);
    EXPECT_LT(of_nothing, partition_count);
}

TEST(PartitionOf, UsesAllPartitions) {
    std::set<int> used;
    for (auto i = 0; i < 1'000; ++i) {
        auto const partition = partition_of("mailbox-" + std::to_string(i));
        ASSERT_GE(partition, 0);
        ASSERT_LT(partition, partition_count);
        used.insert(partition);
    }
    EXPECT_EQ(used.size(), 24U);
}

}  // namespace
}  // namespace mailsonde::model
