#include "shared/eventlog/kafka_subscription.hpp"
#include "tests/fuzz/invariant.hpp"

#include <string>

// What somebody else's client told the brokers about itself: no more topics than octets can hold.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    using namespace mailsonde::eventlog::kafka;
    auto const topics = subscribed_topics(as_text(data, size));
    std::size_t least = topics.empty() ? 0 : 6;
    for (auto const& one : topics) {
        least += 2 + one.size();
    }
    require(least <= size, "each topic is there");
    require(topics.size() <= 100, "there is a limit");
    return 0;
}
