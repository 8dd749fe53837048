#include "shared/eventlog/delivery.hpp"

#include "shared/eventlog/eventlog_errc.hpp"

#include <gmock/gmock.h>

#include <map>

namespace mailsonde::eventlog {
namespace {

using testing::ElementsAre;

/// Partitions with a record at every second offset.
class source {
public:
    explicit source(std::vector<offset> ends) : ends_(std::move(ends)) {}

    [[nodiscard]] std::vector<offset> const& ends() const { return ends_; }

    result<std::vector<stored_record>> operator()(int partition, offset from, std::size_t limit) {
        if (partition == broken) {
            return fail(eventlog_errc::io_failed);
        }
        std::vector<stored_record> out;
        for (auto at = from + from % 2;
             at < ends_[static_cast<std::size_t>(partition)] && out.size() < limit;
             at += 2) {
            out.push_back({at, {}, {"t", partition, {}, {}, {}}});
        }
        return out;
    }

    int broken = -1;

private:
    std::vector<offset> ends_;
};

std::vector<std::string> shown(result<std::vector<stored_record>> const& records) {
    std::vector<std::string> out;
    for (auto const& one : records.value()) {
        out.push_back(std::to_string(one.data.partition) + "@" + std::to_string(one.offset));
    }
    return out;
}

delivery started(std::vector<int> const& partitions, source const& from) {
    delivery made;
    made.assign(partitions);
    for (auto const one : partitions) {
        made.start(one, 0);
    }
    made.refresh(from.ends());
    return made;
}

TEST(Delivery, TakesOnlyWhatIsStarted) {
    source from({4, 4});
    delivery one;
    one.assign({0, 1});
    one.refresh(from.ends());
    EXPECT_FALSE(one.more());
    one.start(1, 2);
    one.start(5, 0);
    EXPECT_TRUE(one.more());
    EXPECT_THAT(shown(one.take(10, std::ref(from))), ElementsAre("1@2"));
    EXPECT_FALSE(one.more());
}

TEST(Delivery, BeginsWithAnotherPartitionEachTime) {
    source from({20, 20, 20});
    auto one = started({0, 1, 2}, from);
    EXPECT_THAT(shown(one.take(1, std::ref(from))), ElementsAre("0@0"));
    EXPECT_THAT(shown(one.take(1, std::ref(from))), ElementsAre("1@0"));
    EXPECT_THAT(shown(one.take(2, std::ref(from))), ElementsAre("2@0", "0@2"));
}

TEST(Delivery, GivesTheRoomOfQuietPartitionsToBusyOnes) {
    source from({20, 2, 0});
    auto one = started({0, 1, 2}, from);
    EXPECT_THAT(
        shown(one.take(6, std::ref(from))), ElementsAre("0@0", "0@2", "0@4", "1@0", "0@6", "0@8")
    );
}

TEST(Delivery, DoesNotWaitForAGapAtTheEnd) {
    source from({3});  // the last offset is a gap
    auto one = started({0}, from);
    EXPECT_THAT(shown(one.take(10, std::ref(from))), ElementsAre("0@0", "0@2"));
    EXPECT_FALSE(one.more());
}

TEST(Delivery, KnowsHowFarItIsBehind) {
    source from({20, 3, 7});
    delivery one;
    one.assign({0, 1});
    one.refresh(from.ends());
    EXPECT_EQ(one.behind(), 0) << "nothing is started";
    one.start(0, 4);
    EXPECT_EQ(one.behind(), 16);
    one.start(1, 0);
    EXPECT_EQ(one.behind(), 19);
    EXPECT_TRUE(one.take(2, std::ref(from)));
    EXPECT_LT(one.behind(), 19);
    EXPECT_TRUE(one.take(100, std::ref(from)));
    EXPECT_EQ(one.behind(), 0);
    one.start(0, 30);
    EXPECT_EQ(one.behind(), 0) << "ahead is not behind";
}

TEST(Delivery, LosesNothingWhenAFetchFails) {
    source from({4, 4});
    auto one = started({0, 1}, from);
    from.broken = 1;
    EXPECT_FALSE(one.take(10, std::ref(from)));
    from.broken = -1;
    EXPECT_THAT(shown(one.take(10, std::ref(from))), ElementsAre("0@0", "0@2", "1@0", "1@2"));
}

TEST(Delivery, ForgetsEverythingWithANewAssignment) {
    source from({4, 4});
    auto one = started({0, 1}, from);
    one.assign({});
    EXPECT_FALSE(one.more());
    EXPECT_THAT(shown(one.take(10, std::ref(from))), ElementsAre());
}

}  // namespace
}  // namespace mailsonde::eventlog
