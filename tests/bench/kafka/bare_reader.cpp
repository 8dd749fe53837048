#include "tests/bench/kafka/bare_reader.hpp"

#include "tests/bench/log/measure.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <map>
#include <set>
#include <stdexcept>

namespace mailsonde::bench {
namespace {

constexpr int one_poll_ms = 1'000;

rd_kafka_t* connect(std::string const& brokers) {
    auto* const conf = rd_kafka_conf_new();
    std::array<char, 512> why{};
    for (auto const& [key, value] : std::map<std::string, std::string>{
             {"bootstrap.servers", brokers},
             {"group.id", "bare-reader"},
             {"isolation.level", "read_committed"},
             {"enable.auto.commit", "false"},
             {"enable.partition.eof", "true"},
             {"check.crcs", "true"},
             {"log_level", "3"}
         }) {
        if (rd_kafka_conf_set(conf, key.c_str(), value.c_str(), why.data(), why.size()) !=
            RD_KAFKA_CONF_OK) {
            throw std::runtime_error(why.data());
        }
    }
    auto* const out = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why.data(), why.size());
    return out != nullptr ? out : throw std::runtime_error(why.data());
}

}  // namespace

double read_bare(std::string const& brokers, std::string const& topic, int partitions) {
    auto const begin = steady::now();
    auto* const by = connect(brokers);
    auto* const all = rd_kafka_topic_partition_list_new(partitions);
    for (auto i = 0; i < partitions; ++i) {
        rd_kafka_topic_partition_list_add(all, topic.c_str(), i)->offset =
            RD_KAFKA_OFFSET_BEGINNING;
    }
    rd_kafka_assign(by, all);
    rd_kafka_topic_partition_list_destroy(all);
    std::size_t octets = 0;
    for (std::set<int> ended; ended.size() < static_cast<std::size_t>(partitions);) {
        auto* const message = rd_kafka_consumer_poll(by, one_poll_ms);
        if (message == nullptr) {
            continue;
        }
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            ended.insert(message->partition);
        } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            throw std::runtime_error(rd_kafka_message_errstr(message));
        }
        octets += message->len + message->key_len;
        rd_kafka_message_destroy(message);
    }
    auto const took = seconds_since(begin);
    rd_kafka_consumer_close(by);
    rd_kafka_destroy(by);
    return octets > 0 ? took : throw std::runtime_error("nothing was there");
}

}  // namespace mailsonde::bench
