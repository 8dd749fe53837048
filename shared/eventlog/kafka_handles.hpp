#pragma once

// Included by this library's .cpp files only (through its other private headers): librdkafka stays
// inside. Tests of this library count as such.

#include <librdkafka/rdkafka.h>

#include <memory>

/// Owners for what librdkafka hands out. An object of the client that is not destroyed keeps a
/// reference, and the end of the client waits for it for ever.
namespace mailsonde::eventlog::kafka {

template <auto Destroy>
struct destroyed_by {
    template <class T>
    void operator()(T* object) const {
        Destroy(object);
    }
};

template <class T, auto Destroy>
using handle = std::unique_ptr<T, destroyed_by<Destroy>>;

using client_handle = handle<rd_kafka_t, rd_kafka_destroy>;
using conf_handle = handle<rd_kafka_conf_t, rd_kafka_conf_destroy>;
using error_handle = handle<rd_kafka_error_t, rd_kafka_error_destroy>;
using message_handle = handle<rd_kafka_message_t, rd_kafka_message_destroy>;
using partitions_handle =
    handle<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using membership_handle =
    handle<rd_kafka_consumer_group_metadata_t, rd_kafka_consumer_group_metadata_destroy>;
using headers_handle = handle<rd_kafka_headers_t, rd_kafka_headers_destroy>;
using queue_handle = handle<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using event_handle = handle<rd_kafka_event_t, rd_kafka_event_destroy>;
using admin_options_handle = handle<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using new_topic_handle = handle<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using resource_handle = handle<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;

struct metadata_destroyer {
    void operator()(rd_kafka_metadata_t const* data) const { rd_kafka_metadata_destroy(data); }
};

struct groups_destroyer {
    void operator()(rd_kafka_group_list const* data) const { rd_kafka_group_list_destroy(data); }
};

using groups_handle = std::unique_ptr<rd_kafka_group_list const, groups_destroyer>;
using metadata_handle = std::unique_ptr<rd_kafka_metadata_t const, metadata_destroyer>;

}  // namespace mailsonde::eventlog::kafka
