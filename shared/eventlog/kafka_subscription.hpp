#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::eventlog::kafka {

/// The topics of a group member's subscription, as it told the brokers (Kafka's
/// ConsumerProtocolSubscription: a version, the topics, and what is not read here), 100 at most.
/// @return empty if it is none
[[nodiscard]] std::vector<std::string> subscribed_topics(std::string_view octets);

}  // namespace mailsonde::eventlog::kafka
