#include "tests/contract/kafka_cluster.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/kafka_records.hpp"

#include <cstdlib>
#include <map>
#include <span>
#include <stdexcept>
#include <utility>

namespace mailsonde::eventlog::contract {
namespace {

constexpr int patience_ms = 60'000;

void check(rd_kafka_error_t* done) {
    kafka::error_handle const error(done);
    if (error) {
        throw std::runtime_error(kafka::text_of(error.get()));
    }
}

class begun final : public open_transaction {
public:
    begun(std::string const& id, std::vector<record> const& appends, milliseconds timeout)
        : producer_(kafka::client::make(
                        RD_KAFKA_PRODUCER,
                        options_of("somebody else"),
                        {{"transactional.id", id},
                         {"transaction.timeout.ms", std::to_string(timeout.count())}}
          ).value()) {
        check(rd_kafka_init_transactions(raw(), patience_ms));
        check(rd_kafka_begin_transaction(raw()));
        for (auto const& one : appends) {
            check(kafka::produce(*raw(), one).release());
        }
        if (rd_kafka_flush(raw(), patience_ms) != RD_KAFKA_RESP_ERR_NO_ERROR) {
            throw std::runtime_error("the records of an open transaction did not arrive");
        }
    }

    begun(begun const&) = delete;
    begun& operator=(begun const&) = delete;

    ~begun() override {
        if (!over_) {
            // Fails if a test let somebody else end it.
            kafka::error_handle const ignored(rd_kafka_abort_transaction(raw(), patience_ms));
        }
    }

    void commit() override {
        check(rd_kafka_commit_transaction(raw(), patience_ms));
        over_ = true;
    }

private:
    [[nodiscard]] rd_kafka_t* raw() const { return producer_->get(); }

    std::unique_ptr<kafka::client> producer_;
    bool over_ = false;
};

}  // namespace

kafka_options options_of(std::string replica) {
    auto const* const brokers = std::getenv("MAILSONDE_KAFKA");
    kafka_options out;
    out.brokers = brokers == nullptr ? "" : brokers;
    out.security.tls = false;
    out.replica = std::move(replica);
    out.replication = 1;
    out.min_in_sync = 1;
    out.poll_timeout = longest_lease;
    return out;
}

std::string fresh_prefix() {
    return "c" + to_hex(random_octets(6)) + ".";
}

cluster_view::cluster_view() : options_(options_of("observer")), admin_(options_) {}

kafka::group_facts cluster_view::group(std::string const& name) {
    auto const until = std::chrono::steady_clock::now() + patience;
    auto found = admin_.find_group(name);
    while (!found && found.error().code == eventlog_errc::busy &&
           std::chrono::steady_clock::now() < until) {
        found = admin_.find_group(name);  // the broker was just started
    }
    return found.value();
}

std::map<int, offset> cluster_view::positions(
    std::string const& group, std::string const& topic, int partitions
) {
    auto const asked =
        kafka::client::make(RD_KAFKA_CONSUMER, options_, {{"group.id", group}}).value();
    kafka::partitions_handle const list(rd_kafka_topic_partition_list_new(partitions));
    rd_kafka_topic_partition_list_add_range(list.get(), topic.c_str(), 0, partitions - 1);
    if (auto const code = rd_kafka_committed(asked->get(), list.get(), patience_ms);
        code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        throw std::runtime_error(rd_kafka_err2str(code));
    }
    std::map<int, offset> out;
    for (auto const& one : std::span(list->elems, static_cast<std::size_t>(list->cnt))) {
        if (one.offset >= 0) {
            out[one.partition] = one.offset;
        }
    }
    return out;
}

offset cluster_view::end_of(std::string const& topic, int partition) {
    if (!reader_) {
        reader_ = kafka::client::make(
                      RD_KAFKA_CONSUMER,
                      options_,
                      {{"group.id", "observer"}, {"isolation.level", "read_committed"}}
        )
                      .value();
    }
    offset first = 0;
    offset end = 0;
    auto code = RD_KAFKA_RESP_ERR_NO_ERROR;
    auto const until = std::chrono::steady_clock::now() + patience;
    do {  // a topic that was just made has no leader yet
        code = rd_kafka_query_watermark_offsets(
            reader_->get(), topic.c_str(), partition, &first, &end, patience_ms
        );
    } while (code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION &&
             std::chrono::steady_clock::now() < until);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        throw std::runtime_error(rd_kafka_err2str(code));
    }
    return end;
}

std::unique_ptr<open_transaction> begin_on_kafka(
    std::string const& id, std::vector<record> const& appends, milliseconds timeout
) {
    return std::make_unique<begun>(id, appends, timeout);
}

void compact_eagerly(std::string const& topic) {
    auto const by = kafka::client::make(RD_KAFKA_PRODUCER, options_of("administrator"), {}).value();
    kafka::queue_handle const answers(rd_kafka_queue_new(by->get()));
    kafka::resource_handle const resource(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str())
    );
    for (auto const& [name, value] : std::map<char const*, char const*>{
             {"cleanup.policy", "compact"},
             {"min.cleanable.dirty.ratio", "0.0001"},
             {"segment.ms", "100"},
             {"delete.retention.ms", "0"}
         }) {
        rd_kafka_ConfigResource_set_config(resource.get(), name, value);
    }
    auto* wanted = resource.get();
    rd_kafka_AlterConfigs(by->get(), &wanted, 1, nullptr, answers.get());
    kafka::event_handle const answer(rd_kafka_queue_poll(answers.get(), patience_ms));
    if (!answer || rd_kafka_event_error(answer.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        throw std::runtime_error("the settings of " + topic + " can't be changed");
    }
}

}  // namespace mailsonde::eventlog::contract
