#include "shared/config/syntax.hpp"

#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace mailsonde::config {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_letter_or_digit(char c) {
    return is_letter(c) || is_digit(c);
}

/// RFC 5322 section 3.2.3.
bool is_atext(char c) {
    return is_letter_or_digit(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

template <class Predicate>
bool consists_of(std::string_view text, Predicate allowed) {
    return std::all_of(text.begin(), text.end(), allowed);
}

/// True if every part between dots passes; an empty text has one empty part.
template <class Predicate>
bool each_part(std::string_view text, Predicate valid) {
    for (;;) {
        auto const dot = text.find('.');
        if (!valid(text.substr(0, dot))) {
            return false;
        }
        if (dot == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(dot + 1);
    }
}

bool is_domain_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           consists_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_identifier(std::string_view text, std::size_t limit) {
    return !text.empty() && text.size() <= limit && !is_digit(text.front()) &&
           consists_of(text, [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

}  // namespace

bool is_name(std::string_view text) {
    return is_replica_name(text) && is_letter_or_digit(text.front());
}

bool is_replica_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && consists_of(text, [](char c) {
        return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
    });
}

bool is_label_name(std::string_view text) {
    return is_identifier(text, 64);
}

bool is_variable_name(std::string_view text) {
    return is_identifier(text, 128);
}

bool is_domain(std::string_view text) {
    auto const last = text.substr(text.rfind('.') + 1);
    return text.size() <= 253 && each_part(text, is_domain_label) && !consists_of(last, is_digit);
}

bool is_ipv4(std::string_view text) {
    in_addr address{};
    return ::inet_pton(AF_INET, std::string(text).c_str(), &address) == 1 &&
           text.find('\0') == std::string_view::npos;
}

bool is_ipv6(std::string_view text) {
    in6_addr address{};
    return ::inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1 &&
           text.find('\0') == std::string_view::npos;
}

bool is_host(std::string_view text) {
    return is_domain(text) || is_ipv4(text) || is_ipv6(text);
}

bool is_loopback(std::string_view host) {
    if (is_ipv4(host)) {
        return host.starts_with("127.");
    }
    in6_addr address{};
    if (::inet_pton(AF_INET6, std::string(host).c_str(), &address) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&address);
    }
    return equals_ignoring_case(host, "localhost");
}

bool is_address_literal(std::string_view text) {
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
        return false;
    }
    auto const inner = text.substr(1, text.size() - 2);
    constexpr std::string_view tag = "IPv6:";
    if (equals_ignoring_case(inner.substr(0, tag.size()), tag)) {
        return is_ipv6(inner.substr(tag.size()));
    }
    return is_ipv4(inner);
}

bool is_mail_address(std::string_view text) {
    auto const at = text.find('@');
    if (at > 64 ||  // not there at all, or a local part over 64 octets
        text.size() > 254) {
        return false;
    }
    auto const local = text.substr(0, at);
    auto const domain = text.substr(at + 1);
    auto const is_atom = [](std::string_view part) {
        return !part.empty() && consists_of(part, is_atext);
    };
    return each_part(local, is_atom) && (is_domain(domain) || is_address_literal(domain));
}

bool is_pin(std::string_view text) {
    constexpr std::string_view scheme = "sha256/";
    if (!text.starts_with(scheme)) {
        return false;
    }
    auto const digest = from_base64(text.substr(scheme.size()));
    return digest && digest->size() == 32;
}

bool is_listen_address(std::string_view text) {
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos || !parse_port(text.substr(colon + 1))) {
        return false;
    }
    auto const host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        return is_ipv6(host.substr(1, host.size() - 2));
    }
    return is_ipv4(host) || equals_ignoring_case(host, "localhost");
}

std::string_view listen_host(std::string_view address) {
    auto const host = address.substr(0, address.rfind(':'));
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

bool is_bearer_token(std::string_view text) {
    static constexpr std::string_view others = "-._~+/";
    auto const padding = text.find('=');
    auto const token = text.substr(0, padding);
    auto const is_allowed = [](char c) {
        return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
    };
    return !token.empty() && std::all_of(token.begin(), token.end(), is_allowed) &&
           text.find_first_not_of('=', token.size()) == std::string_view::npos;
}

bool is_scope(std::string_view text) {
    auto const is_allowed = [](char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; };
    return !text.empty() && consists_of(text, is_allowed) && text.front() != ' ' &&
           text.back() != ' ' && text.find("  ") == std::string_view::npos;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.starts_with('0')) {
        return std::nullopt;
    }
    return value;
}

}  // namespace mailsonde::config
