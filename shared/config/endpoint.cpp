#include "shared/config/endpoint.hpp"

#include "shared/config/syntax.hpp"

#include <algorithm>

namespace mailsonde::config {
namespace {

/// What RFC 3986 lets stand in a URL, '#' excepted. Backslashes above all are out: programs don't
/// agree on where the host ends then.
bool is_url_character(char c) {
    constexpr std::string_view never = "\"<>\\^`{|}#";
    return c > ' ' && c < '\x7f' && never.find(c) == std::string_view::npos;
}

/// Removes `prefix` from the front of `text`; false if it isn't there.
bool skip(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

}  // namespace

std::optional<endpoint> parse_endpoint(std::string_view text) {
    endpoint out;
    auto rest = text;
    if (skip(rest, "[")) {
        auto const end = rest.find(']');
        if (end == std::string_view::npos || !is_ipv6(rest.substr(0, end))) {
            return std::nullopt;
        }
        out.host = rest.substr(0, end);
        rest.remove_prefix(end + 1);
    } else {
        out.host = rest.substr(0, rest.find(':'));
        if (!is_domain(out.host) && !is_ipv4(out.host)) {
            return std::nullopt;
        }
        rest.remove_prefix(out.host.size());
    }
    if (rest.empty()) {
        return out;
    }
    out.port = skip(rest, ":") ? parse_port(rest) : std::nullopt;
    return out.port ? std::optional(out) : std::nullopt;
}

bool is_broker(std::string_view text) {
    auto const parsed = parse_endpoint(text);
    return parsed && parsed->port;
}

std::optional<http_url> parse_http_url(std::string_view text) {
    http_url out;
    auto rest = text;
    out.tls = skip(rest, "https://");
    if ((!out.tls && !skip(rest, "http://")) ||
        !std::all_of(rest.begin(), rest.end(), is_url_character)) {
        return std::nullopt;
    }
    auto authority = rest.substr(0, rest.find_first_of("/?"));
    if (auto const at = authority.rfind('@'); at != std::string_view::npos) {
        out.has_user = true;
        authority.remove_prefix(at + 1);
    }
    auto const at = parse_endpoint(authority);
    if (!at) {
        return std::nullopt;
    }
    out.at = *at;
    return out;
}

}  // namespace mailsonde::config
