#pragma once

#include "shared/eventlog/kafka_client.hpp"

#include <functional>
#include <map>
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

    /// nullopt: there is no such topic.
    [[nodiscard]] result<std::optional<topic_options>> find_topic(std::string const& name);

    /// Returns once the broker that answers us knows them: whoever made them has known them before.
    /// @errors topic_mismatch if the cluster refuses to, with its reason
    [[nodiscard]] result<void> create_topics(std::vector<topic_options> const& topics);

    /// Everything else that is set for this topic stays.
    [[nodiscard]] result<void> set_retention(topic_options const& topic);

    /// All of it empty for a group that nobody knows.
    [[nodiscard]] result<group_facts> find_group(std::string const& name);

private:
    using config_values = std::map<std::string, std::string>;

    result<void> connect();
    [[nodiscard]] failure no_answer(rd_kafka_resp_err_t code, std::string const& why);
    result<int> count_partitions(std::string const& topic);
    result<void> wait_until_known(std::vector<topic_options> const& topics);
    result<config_values> config_of(std::string const& topic, bool only_its_own);

    using request = std::function<void(rd_kafka_t*, rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>;

    /// Makes a request, and waits for what comes to its queue.
    result<event_handle> ask(
        rd_kafka_admin_op_t kind, std::string const& what, request const& make
    );

    kafka_options options_;
    std::unique_ptr<client> client_;
};

}  // namespace mailsonde::eventlog::kafka
