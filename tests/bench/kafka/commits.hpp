#pragma once

#include "shared/core/time.hpp"
#include "shared/eventlog/kafka_log.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace mailsonde::bench {

struct commit_figures {
    double results_per_second = 0;
    double cpu_per_thousand = 0;  ///< milliseconds of this process for 1,000 results
    double median_ms = 0;         ///< of a transaction
    double p99_ms = 0;
    double commits = 0;
};

struct result_load {
    eventlog::kafka_options kafka;
    std::string prefix;       ///< of the topics, which are there
    std::size_t results = 1;  ///< per transaction
    milliseconds duration{1'000};
};

/// Of transactions of the event log, one after the other, in a process of their own.
[[nodiscard]] commit_figures log_results(result_load const& load);

/// Of the same transactions by librdkafka alone; see bare_producer.
[[nodiscard]] commit_figures bare_results(result_load const& load);

}  // namespace mailsonde::bench
