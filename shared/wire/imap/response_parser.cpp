#include "shared/wire/imap/response_parser.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/value_reader.hpp"
#include "shared/wire/imap/words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace mailsonde::wire::imap {
namespace {

constexpr std::array<std::string_view, 13> known_data{
    "CAPABILITY",
    "ESEARCH",
    "EXISTS",
    "EXPUNGE",
    "FETCH",
    "FLAGS",
    "LIST",
    "LSUB",
    "RECENT",
    "SEARCH",
    "STATUS",
    "UIDFETCH",
    "VANISHED"
};

failure malformed(std::string_view line) {
    return fail(imap_errc::bad_response, sanitised(line, 80));
}

result<response> parse_tagged(std::string_view line) {
    auto rest = line;
    auto const tag = take_word(rest);
    auto const status = to_condition(take_word(rest));
    if (tag.empty() || !status || *status == condition::preauth || *status == condition::bye) {
        return malformed(line);
    }
    auto code = take_response_code(rest);
    return response(tagged{std::string(tag), *status, std::move(code), std::string(rest)});
}

result<response> parse_untagged(std::string_view rest) {
    untagged parsed;
    auto word = take_word(rest);
    parsed.number = to_number(word);
    if (parsed.number) {
        word = take_word(rest);
    }
    // "* SEARCH" and "* ESEARCH" may end right behind the name, with nothing but a line end.
    parsed.name = to_upper(trimmed(word));
    parsed.status = to_condition(parsed.name);
    if (parsed.status) {
        parsed.code = take_response_code(rest);
        parsed.text = rest;
        return response(std::move(parsed));
    }
    if (std::find(known_data.begin(), known_data.end(), parsed.name) == known_data.end()) {
        return response(std::move(parsed));
    }
    auto values = value_reader(rest).read_all();
    auto const of_a_stranger =
        parsed.name == "LIST" || parsed.name == "LSUB" || parsed.name == "STATUS";
    if (values) {
        parsed.values = std::move(*values);
    } else if (!of_a_stranger || values.error().code != imap_errc::bad_response) {
        return values.error();
    }
    return response(std::move(parsed));
}

result<response> parse(std::string_view text) {
    if (text.starts_with("* ")) {
        return parse_untagged(text.substr(2));
    }
    // Exchange and Courier send a bare "+".
    if (text.starts_with('+')) {
        return response(continuation{std::string(trimmed(text.substr(1)))});
    }
    return parse_tagged(text);
}

}  // namespace

result<std::optional<response>> response_parser::feed(std::string_view bytes) {
    framer_.append(bytes);
    for (;;) {
        auto framed = framer_.next();
        if (!framed) {
            return framed.error();
        }
        auto const& text = *framed;
        if (!text) {
            return std::nullopt;
        }
        // Empty lines between responses mean nothing; some servers send one behind a literal.
        if (!text->empty()) {
            auto parsed = parse(*text);
            return parsed ? result<std::optional<response>>(std::move(*parsed)) : parsed.error();
        }
    }
}

}  // namespace mailsonde::wire::imap
