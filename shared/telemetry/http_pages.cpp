#include "shared/telemetry/http_pages.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/text.hpp"

#include <algorithm>

namespace mailsonde::telemetry {
namespace {

std::string lines(std::string_view prefix, std::vector<std::string> const& all) {
    std::string out;
    for (auto const& one : all) {
        out += std::string(prefix) + one + "\n";
    }
    return out;
}

http_page health(std::vector<std::string> const& silent, bool in_full) {
    auto const* const word = silent.empty() ? "alive\n" : "not alive\n";
    return {silent.empty() ? 200U : 503U, word + (in_full ? lines("", silent) : "")};
}

http_page readiness_page(readiness_report const& report, bool in_full) {
    auto const* const word = report.ready() ? "ready\n" : "not ready\n";
    auto const details = lines("", report.reasons) + lines("note: ", report.notes);
    return {report.ready() ? 200U : 503U, word + (in_full ? details : "")};
}

}  // namespace

bool bears(std::string_view authorization, secret const& token) {
    constexpr std::string_view scheme = "bearer ";
    if (!equals_ignoring_case(authorization.substr(0, scheme.size()), scheme)) {
        return false;
    }
    auto const given = trimmed(authorization.substr(scheme.size()));
    // Digests have the same length, so that the time doesn't tell that of the token either.
    return equal_in_constant_time(sha256(given), sha256(token.reveal()));
}

http_page answer(
    http_request const& request,
    http_access const& access,
    http_sources const& from,
    std::chrono::steady_clock::time_point now
) {
    auto const path = request.target.substr(0, request.target.find('?'));
    if (std::ranges::find(http_routes, path) == http_routes.end()) {
        return {404, "not found\n"};
    }
    if (request.method != "GET" && request.method != "HEAD") {
        return {405, "method not allowed\n"};
    }
    auto const is_trusted = access.token && bears(request.authorization, *access.token);
    auto const in_full = is_trusted || access.on_loopback;
    if (path == "/healthz") {
        return health(silent_parts(from.vitals.signs(), now), in_full);
    }
    auto const report = from.readiness.report();
    if (path == "/readyz") {
        return readiness_page(report, in_full);
    }
    if (access.token ? !is_trusted : !access.on_loopback) {
        return {401, "unauthorized\n"};
    }
    from.metrics.ready(report.ready());
    return {200, from.metrics.render(), "text/plain; version=0.0.4; charset=utf-8"};
}

}  // namespace mailsonde::telemetry
