#pragma once

#include <string>

namespace mailsonde::bench {

/// How many seconds librdkafka alone takes to read what is committed in all partitions of a topic,
/// at once, from connecting on.
[[nodiscard]] double read_bare(
    std::string const& brokers, std::string const& topic, int partitions
);

}  // namespace mailsonde::bench
