#pragma once

#include "shared/eventlog/kafka_admin.hpp"
#include "shared/eventlog/kafka_log.hpp"
#include "tests/contract/back_end.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::eventlog::contract {

/// Of a wait for the brokers.
inline constexpr auto patience = std::chrono::seconds(90);

/// For the brokers that MAILSONDE_KAFKA names. One cluster serves all tests, so each has topics,
/// groups and replicas of its own, named after `fresh_prefix`.
[[nodiscard]] kafka_options options_of(std::string replica);

[[nodiscard]] std::string fresh_prefix();

/// What brokers show at the moment.
class cluster_view {
public:
    cluster_view();

    [[nodiscard]] kafka::group_facts group(std::string const& name);

    /// That the group has committed, by partition, even those of 0; others are not in it.
    [[nodiscard]] std::map<int, offset> positions(
        std::string const& group, std::string const& topic, int partitions
    );

    /// Of what is committed.
    [[nodiscard]] offset end_of(std::string const& topic, int partition);

private:
    kafka_options options_;
    kafka::admin admin_;
    std::unique_ptr<kafka::client> reader_;
};

/// A transaction that is bound to no group, and stays open.
/// @param id  its transactional.id
[[nodiscard]] std::unique_ptr<open_transaction> begin_on_kafka(
    std::string const& id, std::vector<record> const& appends, milliseconds timeout
);

/// The broker compacts this topic as soon and as thoroughly as it can.
void compact_eagerly(std::string const& topic);

}  // namespace mailsonde::eventlog::contract
