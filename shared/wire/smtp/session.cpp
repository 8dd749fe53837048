#include "shared/wire/smtp/session.hpp"

#include "shared/core/text.hpp"

#include <charconv>
#include <system_error>
#include <utility>

namespace mailsonde::wire::smtp {
namespace {

constexpr std::size_t most_mechanisms = 64;
constexpr std::size_t longest_name = 255;

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    while (!line.empty()) {
        auto const end = line.find(' ');
        if (auto const word = line.substr(0, end); !word.empty()) {
            words.emplace_back(word);
        }
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    return words;
}

void add_mechanism(capabilities& out, std::string const& name) {
    if (out.auth_mechanisms.size() < most_mechanisms) {
        out.auth_mechanisms.push_back(name);
    }
}

/// RFC 1870 section 4: no number, or zero, means no fixed limit.
std::optional<std::size_t> size_limit_in(std::vector<std::string> const& words) {
    std::size_t limit = 0;
    if (words.size() > 1) {
        auto const* const end = words[1].data() + words[1].size();
        auto const [stop, error] = std::from_chars(words[1].data(), end, limit);
        if (error != std::errc() || stop != end) {
            return std::nullopt;
        }
    }
    return limit > 0 ? std::optional(limit) : std::nullopt;
}

void add_keyword(capabilities& out, std::vector<std::string> const& words) {
    constexpr std::string_view old_auth = "auth=";
    auto const keyword = to_lower(words.front());
    if (keyword == "pipelining") {
        out.pipelining = true;
    } else if (keyword == "starttls") {
        out.starttls = true;
    } else if (keyword == "8bitmime") {
        out.eight_bit_mime = true;
    } else if (keyword == "enhancedstatuscodes") {
        out.enhanced_status_codes = true;
    } else if (keyword == "size") {
        out.size = true;
        out.size_limit = size_limit_in(words);
    } else if (keyword == "auth" || keyword.starts_with(old_auth)) {
        if (keyword.size() > old_auth.size()) {
            add_mechanism(out, words.front().substr(old_auth.size()));
        }
        for (std::size_t i = 1; i < words.size(); ++i) {
            add_mechanism(out, words[i]);
        }
    }
}

}  // namespace

capabilities parse_capabilities(reply const& ehlo) {
    capabilities out;
    // The first line holds the server's name, not a keyword.
    for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {
        if (auto const words = words_of(ehlo.lines[i]); !words.empty()) {
            add_keyword(out, words);
        }
    }
    return out;
}

std::string server_name_in(reply const& introduction) {
    auto const words = words_of(introduction.lines.empty() ? "" : introduction.lines.front());
    return words.empty() ? std::string() : sanitised(words.front(), longest_name);
}

result<std::optional<reply>> session::next_reply(std::string_view received) {
    auto next = parser.feed(received);
    if (!next) {
        return next;
    }
    auto got = std::move(*next);
    if (got && got->code == closing_code) {
        return fail(smtp_errc::closing, got->summary());
    }
    return got;
}

result<void> session::expect_silence() {
    if (parser.buffered() == 0) {
        return {};
    }
    auto next = next_reply({});
    if (!next) {
        return next.error();
    }
    auto const said = std::move(*next);
    return fail(smtp_errc::unexpected_reply, said ? said->summary() : "half a reply, unasked");
}

}  // namespace mailsonde::wire::smtp
