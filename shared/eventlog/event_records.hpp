#pragma once

#include "shared/core/result.hpp"
#include "shared/eventlog/event_log.hpp"
#include "shared/model/events.hpp"
#include "shared/model/topics.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How events and state records lie in the topics of an installation.
namespace mailsonde::eventlog {

/// Where an event goes, and who says it.
struct event_origin {
    model::topics topics;
    std::string instance;
    std::string service;  ///< "sender" or "checker"
};

[[nodiscard]] record to_record(model::event const& what, event_origin const& origin);

/// @errors model_errc::malformed_event, unknown_event, malformed_json
[[nodiscard]] result<model::event> event_of(stored_record const& record);

/// @param owner  the probe or mailbox that the state is about: it decides the partition
/// @param value  nullopt removes the key
[[nodiscard]] record state_record(
    std::string topic, std::string_view owner, std::string key, std::optional<std::string> value
);

/// The topics of an installation as shared/model/asyncapi.json describes them.
[[nodiscard]] std::vector<topic_options> topic_plan(model::topics const& topics);

}  // namespace mailsonde::eventlog
