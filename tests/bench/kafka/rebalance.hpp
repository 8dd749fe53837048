#pragma once

#include "shared/core/time.hpp"
#include "shared/eventlog/kafka_log.hpp"

#include <cstdint>
#include <string>

namespace mailsonde::bench {

/// How one of two checkers ends.
enum class ending : std::uint8_t { killed, leaves };

struct rebalance_load {
    eventlog::kafka_options kafka;  ///< without a replica
    std::string prefix;             ///< of topics that are filled
    milliseconds session_timeout{10'000};
};

struct rebalance_figures {
    double seconds = 0;  ///< from the end of one until the other has restored all and works
    double reading = 0;  ///< of these, since the other was assigned its partitions
};

[[nodiscard]] rebalance_figures rebalance(rebalance_load const& load, ending how);

}  // namespace mailsonde::bench
