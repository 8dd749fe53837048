#include "shared/model/topics.hpp"

#include <cstddef>
#include <cstdint>

namespace mailsonde::model {
namespace {

/// MurmurHash2, 32 bits, with the seed of Apache Kafka's Utils.murmur2.
std::uint32_t murmur2(std::string_view data) {
    constexpr std::uint32_t seed = 0x9747b28c;
    constexpr std::uint32_t m = 0x5bd1e995;
    auto const octet = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(data[i]));
    };
    auto h = seed ^ static_cast<std::uint32_t>(data.size());
    std::size_t i = 0;
    for (; i + 4 <= data.size(); i += 4) {
        auto k = octet(i) | octet(i + 1) << 8U | octet(i + 2) << 16U | octet(i + 3) << 24U;
        k *= m;
        k ^= k >> 24U;
        h = (h * m) ^ (k * m);
    }
    auto const rest = data.size() - i;
    if (rest > 0) {
        for (auto j = rest; j-- > 0;) {
            h ^= octet(i + j) << (8U * j);
        }
        h *= m;
    }
    h ^= h >> 13U;
    h *= m;
    return h ^ (h >> 15U);
}

}  // namespace

topics::topics(std::string_view prefix)
    : prefix(prefix),
      mail(std::string(prefix) + ".mail.v1"),
      result(std::string(prefix) + ".result.v1"),
      alert(std::string(prefix) + ".alert.v1"),
      sender_state(std::string(prefix) + ".sender-state.v1"),
      checker_state(std::string(prefix) + ".checker-state.v1") {}

int partition_of(std::string_view key) {
    return static_cast<int>((murmur2(key) & 0x7fffffffU) % partition_count);
}

}  // namespace mailsonde::model
