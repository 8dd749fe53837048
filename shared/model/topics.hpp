#pragma once

#include <string>
#include <string_view>

/// Names of the topics and the partition of a key. Both are fixed for the life of an installation.
namespace mailsonde::model {

inline constexpr int partition_count = 24;

struct topics {
    explicit topics(std::string_view prefix);

    std::string prefix;
    std::string mail;    ///< scheduled, sent, deferred, send_failed, send_unknown, gap; by mailbox
    std::string result;  ///< result, late; same partition as mail
    std::string alert;   ///< opened, updated, closed; by alert key
    std::string sender_state;   ///< compacted; by probe
    std::string checker_state;  ///< compacted; same partition as mail
};

/// Kafka's default partitioner (murmur2 of the key, sign bit cleared), so that other clients agree.
[[nodiscard]] int partition_of(std::string_view key);

}  // namespace mailsonde::model
