#pragma once

#include "shared/core/secret.hpp"
#include "shared/telemetry/metrics.hpp"
#include "shared/telemetry/readiness.hpp"
#include "shared/telemetry/vitals.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::telemetry {

/// The paths that are served; all others answer 404.
inline constexpr std::array<std::string_view, 3> http_routes{"/healthz", "/readyz", "/metrics"};

/// What the pages show.
struct http_sources {
    telemetry::metrics& metrics;
    telemetry::vitals const& vitals;
    telemetry::readiness const& readiness;
};

/// Who may read what. /metrics: who bears the token; without one, anybody on a loopback address.
/// Reasons on the other pages: the same, and anybody on a loopback address.
struct http_access {
    bool on_loopback = true;
    std::optional<secret> token;
};

struct http_request {
    std::string_view method;
    std::string_view target;         ///< a query behind '?' is not looked at
    std::string_view authorization;  ///< the header's value; "" if there is none
};

struct http_page {
    unsigned status = 200;
    std::string body;
    std::string type = "text/plain; charset=utf-8";
};

/// "Bearer <token>" (RFC 6750 section 2.1). Takes the same time whatever differs.
[[nodiscard]] bool bears(std::string_view authorization, secret const& token);

/// The answer to a request: 200; 503 for /healthz and /readyz that have something to tell; 401, 404
/// or 405 with a word.
[[nodiscard]] http_page answer(
    http_request const& request,
    http_access const& access,
    http_sources const& from,
    std::chrono::steady_clock::time_point now
);

}  // namespace mailsonde::telemetry
