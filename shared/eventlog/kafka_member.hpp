#pragma once

#include "shared/eventlog/kafka_client.hpp"
#include "shared/eventlog/kafka_feed.hpp"
#include "shared/eventlog/kafka_producer.hpp"
#include "shared/eventlog/kafka_topics.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mailsonde::eventlog::kafka {

/// A member of a consumer group (classic protocol, eager range assignor) with a transactional
/// producer of its own.
class kafka_member final : public member {
public:
    kafka_member(
        kafka_options options,
        group_options group,
        assignment_listener listener,
        std::shared_ptr<topic_directory> topics
    );

    /// Whether the cluster has what the member is to share.
    /// @errors those of log::join; unreachable, busy, denied
    [[nodiscard]] result<void> check();

    kafka_member(kafka_member const&) = delete;
    kafka_member& operator=(kafka_member const&) = delete;
    ~kafka_member() override;

    [[nodiscard]] result<std::vector<stored_record>> poll(std::size_t limit) override;
    void start(int partition, offset from) override;
    [[nodiscard]] std::int64_t behind() const override;
    [[nodiscard]] result<std::optional<offset>> committed(int partition) override;
    [[nodiscard]] commit_result commit(transaction const& work, token const& token) override;
    void close() override;

    /// See feed. For tests: the brokers know the other half.
    [[nodiscard]] offset reached(int partition) const;

private:
    struct holding {
        eventlog::assignment assignment;
        membership_handle membership;
        feed records;
        std::map<int, offset> positions;  ///< of the group, as far as they are known here
    };

    result<void> subscribe();
    void rebalanced(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions);
    void take_over(rd_kafka_topic_partition_list_t const& partitions);
    void let_go();
    void leave();
    result<void> receive();
    [[nodiscard]] std::string why_refused(transaction const& work);
    [[nodiscard]] std::set<int> touched_by(transaction const& work) const;
    [[nodiscard]] result<offset> position_of(int partition);
    [[nodiscard]] result<partitions_handle> positions_for(transaction const& work);

    kafka_options options_;
    group_options group_;
    assignment_listener listener_;
    std::shared_ptr<topic_directory> topics_;
    producer producer_;
    std::unique_ptr<client> consumer_;
    std::unique_ptr<holding> held_;
    std::uint64_t assignments_ = 0;
    std::string id_;  ///< makes tokens of this member its own
    bool checked_ = false;
    bool releasing_ = false;
    bool receiving_ = false;  ///< callbacks come from within librdkafka
    bool closed_ = false;
};

}  // namespace mailsonde::eventlog::kafka
