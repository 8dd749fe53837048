#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/model/events.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Events as CloudEvents 1.0: binary mode in the log (attributes in headers "ce_…", data as JSON
/// value; Kafka protocol binding 3.2), structured mode for people and webhooks.
namespace mailsonde::model {

struct cloudevent {
    std::string id;       ///< deterministic: the same event written twice has the same id
    std::string source;   ///< "/mailsonde/<instance>/<service>", never the replica
    std::string type;     ///< "io.mailsonde.mail.sent.v1", …
    std::string subject;  ///< probe, or mailbox
    instant time;
    std::string dataschema;    ///< URI of the JSON Schema of `data`
    std::string partitionkey;  ///< mailbox, or alert key
    std::string traceparent;   ///< W3C trace context that starts with the test mail; "" if none
    std::string data;          ///< JSON text

    friend bool operator==(cloudevent const&, cloudevent const&) = default;
};

using event_headers = std::vector<std::pair<std::string, std::string>>;

/// @param service  "sender" or "checker"
[[nodiscard]] cloudevent to_cloudevent(
    event const& what, std::string_view instance, std::string_view service
);

/// @errors model_errc::unknown_event, model_errc::malformed_json
[[nodiscard]] result<event> from_cloudevent(cloudevent const& in);

[[nodiscard]] event_headers to_headers(cloudevent const& in);
/// @errors model_errc::malformed_event if an attribute that 1.0 requires is missing or malformed
[[nodiscard]] result<cloudevent> from_headers(event_headers const& headers, std::string_view data);

/// One line of JSON (CloudEvents JSON format 1.0, structured mode).
[[nodiscard]] std::string to_structured_json(cloudevent const& in);

/// All event types, for docs and schema tests.
[[nodiscard]] std::vector<std::string> event_types();

}  // namespace mailsonde::model
