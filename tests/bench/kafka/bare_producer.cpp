#include "tests/bench/kafka/bare_producer.hpp"

#include <array>
#include <stdexcept>

namespace mailsonde::bench {
namespace {

constexpr int patience_ms = 60'000;

void check(rd_kafka_error_t* error) {
    if (error != nullptr) {
        throw std::runtime_error(rd_kafka_error_string(error));
    }
}

rd_kafka_vu_t octets(rd_kafka_vtype_t type, std::optional<std::string> const& from) {
    rd_kafka_vu_t out{};
    out.vtype = type;
    out.u.mem.ptr = from ? const_cast<char*>(from->data()) : nullptr;
    out.u.mem.size = from ? from->size() : 0;
    return out;
}

}  // namespace

bare_producer::bare_producer(std::string const& brokers, std::string const& name) {
    auto* const conf = rd_kafka_conf_new();
    std::array<char, 512> why{};
    for (auto const& [key, value] : std::map<std::string, std::string>{
             {"bootstrap.servers", brokers},
             {"transactional.id", name},
             {"transaction.timeout.ms", "10000"},
             {"linger.ms", "0"},
             {"retry.backoff.ms", "20"},
             {"compression.type", "zstd"},
             {"socket.nagle.disable", "true"},
             {"log_level", "3"}
         }) {
        if (rd_kafka_conf_set(conf, key.c_str(), value.c_str(), why.data(), why.size()) !=
            RD_KAFKA_CONF_OK) {
            throw std::runtime_error(why.data());
        }
    }
    producer_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size()));
    if (!producer_) {
        throw std::runtime_error(why.data());
    }
    group_.reset(rd_kafka_consumer_group_metadata_new(name.c_str()));
    check(rd_kafka_init_transactions(producer_.get(), patience_ms));
}

void bare_producer::produce(eventlog::record const& one) {
    auto& topic = topics_[one.topic];
    if (!topic) {
        topic.reset(rd_kafka_topic_new(producer_.get(), one.topic.c_str(), nullptr));
    }
    auto* const headers = rd_kafka_headers_new(one.headers.size());
    for (auto const& [name, value] : one.headers) {
        rd_kafka_header_add(
            headers,
            name.data(),
            static_cast<ssize_t>(name.size()),
            value.data(),
            static_cast<ssize_t>(value.size())
        );
    }
    std::array<rd_kafka_vu_t, 5> all{};
    all[0].vtype = RD_KAFKA_VTYPE_RKT;
    all[0].u.rkt = topic.get();
    all[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    all[1].u.i32 = one.partition;
    all[2] = octets(RD_KAFKA_VTYPE_KEY, one.key);
    all[3] = octets(RD_KAFKA_VTYPE_VALUE, one.value);
    all[4].vtype = RD_KAFKA_VTYPE_HEADERS;
    all[4].u.headers = headers;
    check(rd_kafka_produceva(producer_.get(), all.data(), all.size()));
}

void bare_producer::commit(eventlog::transaction const& work) {
    check(rd_kafka_begin_transaction(producer_.get()));
    for (auto const& one : work.appends) {
        produce(one);
    }
    handle<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy> const positions(
        rd_kafka_topic_partition_list_new(static_cast<int>(work.advances.size()))
    );
    for (auto const& one : work.advances) {
        rd_kafka_topic_partition_list_add(positions.get(), one.topic.c_str(), one.partition)
            ->offset = one.next;
    }
    check(rd_kafka_send_offsets_to_transaction(
        producer_.get(), positions.get(), group_.get(), patience_ms
    ));
    check(rd_kafka_commit_transaction(producer_.get(), patience_ms));
}

}  // namespace mailsonde::bench
