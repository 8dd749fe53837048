#pragma once

#include "shared/model/cloudevent.hpp"
#include "shared/model/events.hpp"

#include <string>
#include <vector>

/// One plausible event of every type, with every field set: the golden files, and the examples in
/// docs/events.md. They tell the story of a probe "inbound" that sends to the mailbox "anna".
namespace mailsonde::model {

struct sample {
    std::string name;  ///< "mail.sent.v1": the file names start with it
    cloudevent written;
    model::event event;
};

/// In the order of event_types().
[[nodiscard]] std::vector<sample> samples();

/// @param text  as to_rfc3339 writes it
[[nodiscard]] instant at(std::string_view text);

}  // namespace mailsonde::model
