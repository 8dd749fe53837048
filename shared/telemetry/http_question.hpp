#pragma once

#include "shared/core/result.hpp"
#include "shared/core/secret.hpp"
#include "shared/core/time.hpp"
#include "shared/telemetry/http_pages.hpp"

#include <optional>
#include <string>

namespace mailsonde::telemetry {

/// To a Mailsonde on this host, about itself.
struct http_question {
    /// As for http_server; an address that stands for all (0.0.0.0, [::]) is asked on loopback.
    std::string listen;
    std::string path;             ///< "/healthz"
    std::optional<secret> token;  ///< without it the answer may be a bare word: see http_access
    milliseconds patience{3000};  ///< for all of it
};

/// Asks and waits. A page with another status than 200 is an answer, too.
/// @errors telemetry_errc::no_answer  nobody listens, in time or in HTTP
[[nodiscard]] result<http_page> ask(http_question const& question);

}  // namespace mailsonde::telemetry
