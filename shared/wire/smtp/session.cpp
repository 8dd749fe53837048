#include "shared/wire/smtp/session.hpp"

#include "shared/core/text.hpp"

#include <charconv>
#include <string_view>

namespace mailsonde::wire::smtp {
namespace {

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

void add_mechanisms(capabilities& out, std::vector<std::string> const& words, std::size_t from) {
    for (auto i = from; i < words.size(); ++i) {
        out.auth_mechanisms.push_back(words[i]);
    }
}

}  // namespace

capabilities parse_capabilities(reply const& ehlo) {
    capabilities out;
    // The first line holds the server's name, not a keyword.
    for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {
        auto const words = words_of(ehlo.lines[i]);
        if (words.empty()) {
            continue;
        }
        auto const& keyword = words.front();
        if (equals_ignoring_case(keyword, "PIPELINING")) {
            out.pipelining = true;
        } else if (equals_ignoring_case(keyword, "STARTTLS")) {
            out.starttls = true;
        } else if (equals_ignoring_case(keyword, "SIZE")) {
            out.size = true;
            std::size_t limit = 0;
            if (words.size() > 1) {
                std::from_chars(words[1].data(), words[1].data() + words[1].size(), limit);
            }
            out.size_limit = limit > 0 ? std::optional(limit) : std::nullopt;
        } else if (equals_ignoring_case(keyword, "AUTH")) {
            add_mechanisms(out, words, 1);
        } else if (keyword.size() > 5 && equals_ignoring_case(keyword.substr(0, 5), "AUTH=")) {
            out.auth_mechanisms.push_back(keyword.substr(5));
            add_mechanisms(out, words, 1);
        }
    }
    return out;
}

}  // namespace mailsonde::wire::smtp
