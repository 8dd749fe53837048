#pragma once

#include "shared/eventlog/event_log.hpp"

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::bench {

/// librdkafka's transactions without what makes them safe: no member of a group, no checks, no
/// copies, and no way on after an error. The same settings as the event log's, for the same octets.
class bare_producer {
public:
    /// @param name  of the producer and of the group whose positions move
    bare_producer(std::string const& brokers, std::string const& name);

    void commit(eventlog::transaction const& work);

private:
    template <auto Destroy>
    struct destroyed_by {
        template <class T>
        void operator()(T* object) const {
            Destroy(object);
        }
    };

    template <class T, auto Destroy>
    using handle = std::unique_ptr<T, destroyed_by<Destroy>>;

    void produce(eventlog::record const& one);

    handle<rd_kafka_t, rd_kafka_destroy> producer_;
    handle<rd_kafka_consumer_group_metadata_t, rd_kafka_consumer_group_metadata_destroy> group_;
    std::map<std::string, handle<rd_kafka_topic_t, rd_kafka_topic_destroy>> topics_;
};

}  // namespace mailsonde::bench
