#pragma once

#include "shared/model/events.hpp"

#include <string>

namespace mailsonde::cli {

/// One event as a line for people. All text is sanitised.
struct event_summary {
    std::string kind;   ///< "sent", "alert opened", …
    std::string probe;  ///< "" if it isn't about one
    std::string mailbox;
    std::string text;  ///< one sentence
};

[[nodiscard]] event_summary summarise(model::event const& what);

}  // namespace mailsonde::cli
