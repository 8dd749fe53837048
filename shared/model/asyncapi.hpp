#pragma once

#include "shared/core/time.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The AsyncAPI 3 document of an installation's topics and events, shared/model/asyncapi.json.
/// Topics are made from it, and tests prove that the events that are written are those that it
/// describes.
namespace mailsonde::model {

/// The document to the letter; it is part of the program.
[[nodiscard]] std::string_view asyncapi_document();

/// A channel of the document.
struct topic_description {
    std::string name;
    int partitions = 0;
    bool compacted = false;
    milliseconds retention{0};                    ///< of topics that aren't compacted
    std::map<std::string, std::string> settings;  ///< further ones, by their names in Kafka
};

/// Every topic of the installation with this prefix.
[[nodiscard]] std::vector<topic_description> describe_topics(std::string_view prefix);

}  // namespace mailsonde::model
