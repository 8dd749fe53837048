#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/kafka_handles.hpp"

namespace mailsonde::eventlog::kafka {

/// A message without error, as a record.
[[nodiscard]] stored_record record_of(rd_kafka_message_t const& message);

/// Puts a record into the queue of a producer.
/// @return nullptr if it is there
[[nodiscard]] error_handle produce(rd_kafka_t& by, record const& one);

}  // namespace mailsonde::eventlog::kafka
