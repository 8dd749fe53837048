#pragma once

#include "shared/eventlog/kafka_client.hpp"
#include "shared/eventlog/kafka_topic_rules.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mailsonde::eventlog::kafka {

struct group_facts {
    std::string state;  ///< "Stable", "PreparingRebalance", … by Kafka's names
    std::size_t members = 0;
    std::set<std::string> topics;  ///< that members have subscribed to
};

/// Asks and changes the cluster itself. Each call waits for an answer, for about 10 s at most.
///
/// @errors of all: unreachable, denied, busy, io_failed
class admin {
public:
    explicit admin(kafka_options options) : options_(std::move(options)) {}

    /// nullopt: the broker that answers knows no such topic.
    [[nodiscard]] result<std::optional<topic_facts>> find_topic(std::string const& name);

    /// As find_topic, but others may have made it a moment ago, and brokers hear of that one after
    /// the other: nullopt only after some seconds.
    [[nodiscard]] result<std::optional<topic_facts>> wait_for_topic(std::string const& name);

    /// Returns once the broker that answers us knows them: whoever made them has known them before.
    /// @errors topic_mismatch if the cluster refuses to, with its reason
    [[nodiscard]] result<void> create_topics(std::vector<topic_options> const& topics);

    /// Everything else that is set for this topic stays. Returns once the broker that answers us
    /// has heard of it.
    [[nodiscard]] result<void> change(std::string const& topic, topic_config const& values);

    /// All of it empty for a group that nobody knows.
    [[nodiscard]] result<group_facts> find_group(std::string const& name);

private:
    result<void> connect();
    [[nodiscard]] failure no_answer(rd_kafka_resp_err_t code, std::string const& why);
    /// Partitions and replicas; no partitions if there is no such topic.
    result<topic_facts> layout_of(std::string const& topic);
    result<void> wait_until_changed(std::string const& topic, topic_config const& values);
    result<void> wait_until_known(std::vector<topic_options> const& topics);
    result<topic_config> config_of(std::string const& topic, bool only_its_own);

    using request = std::function<void(rd_kafka_t*, rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>;

    /// Makes a request, and waits for what comes to its queue.
    result<event_handle> ask(
        rd_kafka_admin_op_t kind, std::string const& what, request const& make
    );

    kafka_options options_;
    std::unique_ptr<client> client_;
};

}  // namespace mailsonde::eventlog::kafka
