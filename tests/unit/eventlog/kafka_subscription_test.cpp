#include "shared/eventlog/kafka_subscription.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailsonde::eventlog::kafka {
namespace {

using namespace std::literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(SubscribedTopics, AreReadInOrder) {
    EXPECT_THAT(
        subscribed_topics("\0\1\0\0\0\2\0\4mail\0\5state\xff\xff\xff\xff"sv),
        ElementsAre("mail", "state")
    );
    EXPECT_THAT(subscribed_topics("\0\0\0\0\0\0"sv), IsEmpty());
}

TEST(SubscribedTopics, OfAnythingElseAreNone) {
    auto const whole = "\0\1\0\0\0\2\0\4mail\0\5state"sv;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_THAT(subscribed_topics(whole.substr(0, size)), IsEmpty()) << size;
    }
    EXPECT_THAT(subscribed_topics("\0\1\xff\xff\xff\xff"sv), IsEmpty());
    EXPECT_THAT(subscribed_topics("\0\1\0\0\0\1\xff\xffmail"sv), IsEmpty());
}

}  // namespace
}  // namespace mailsonde::eventlog::kafka
