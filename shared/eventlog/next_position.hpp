#pragma once

#include "shared/eventlog/event_log.hpp"

#include <string>
#include <vector>

/// The position of a group in a partition, as it lies in the state topic beside what was made of
/// the records below it.
namespace mailsonde::eventlog {

[[nodiscard]] record next_position_record(std::string state_topic, position const& of);

/// Takes these records out of the state of one partition.
/// @return the newest position; 0 if there is none
/// @errors model_errc::malformed_json
[[nodiscard]] result<offset> take_next_position(std::vector<stored_record>& state);

}  // namespace mailsonde::eventlog
