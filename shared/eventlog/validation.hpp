#pragma once

#include "shared/eventlog/event_log.hpp"

#include <functional>
#include <string>

namespace mailsonde::eventlog {

inline constexpr int most_partitions = 1024;

[[nodiscard]] result<void> check_options(topic_options const& topic);
[[nodiscard]] result<void> check_options(group_options const& group);

/// Whether `wanted` may be used where `existing` is there already; a new retention may.
[[nodiscard]] result<void> check_compatible(
    topic_options const& existing, topic_options const& wanted
);

/// Gives the options of a topic; nullptr if there is none of that name.
using topic_finder = std::function<topic_options const*(std::string const&)>;

/// @return why the transaction can't be written, for people; empty if it can
[[nodiscard]] std::string why_malformed(transaction const& work, topic_finder const& find);

[[nodiscard]] failure no_such(std::string const& topic, int partition);

}  // namespace mailsonde::eventlog
