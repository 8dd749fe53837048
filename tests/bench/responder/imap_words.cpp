#include "tests/bench/responder/imap_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <ctime>

namespace mailsonde::bench {
namespace {

std::uint32_t number_of(std::string_view text, std::uint32_t newest) {
    if (text == "*") {
        return newest;
    }
    std::uint32_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

bool is_same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

bool is_listed(std::string_view name, std::string_view wanted) {
    while (!wanted.empty()) {
        auto const end = std::min(wanted.find(' '), wanted.size());
        if (is_same(wanted.substr(0, end), name)) {
            return true;
        }
        wanted.remove_prefix(std::min(end + 1, wanted.size()));
    }
    return false;
}

}  // namespace

std::string take_word(std::string_view& rest) {
    std::string out;
    std::size_t at = 0;
    if (rest.starts_with('"')) {
        for (at = 1; at < rest.size() && rest[at] != '"'; ++at) {
            at += rest[at] == '\\' && at + 1 < rest.size() ? 1 : 0;
            out += rest[at];
        }
        ++at;
    } else {
        at = std::min(rest.find(' '), rest.size());
        out = rest.substr(0, at);
    }
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return out;
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
    });
    return out;
}

uid_set::uid_set(std::string_view text, std::uint32_t newest) {
    while (!text.empty()) {
        auto const end = std::min(text.find(','), text.size());
        auto const one = text.substr(0, end);
        auto const colon = one.find(':');
        auto const a = number_of(one.substr(0, colon), newest);
        auto const b =
            colon == std::string_view::npos ? a : number_of(one.substr(colon + 1), newest);
        ranges_.push_back({std::min(a, b), std::max(a, b)});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

bool uid_set::contains(std::uint32_t uid) const {
    return std::ranges::any_of(ranges_, [uid](range const& one) {
        return one.first <= uid && uid <= one.last;
    });
}

std::string internal_date(wall_time at) {
    auto const seconds = std::chrono::system_clock::to_time_t(at);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), "\"%d-%b-%Y %H:%M:%S +0000\"", &parts);
    return text.data();
}

wall_time day_of(std::string const& text) {
    std::tm parts{};
    strptime(text.c_str(), "%d-%b-%Y", &parts);
    return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string fields_of(std::string_view header, std::string_view wanted) {
    std::string out;
    auto taking = false;
    while (!header.empty()) {
        auto const end = header.find("\r\n");
        auto const line = header.substr(0, end);
        if (line.empty()) {
            break;
        }
        if (line.front() != ' ' && line.front() != '\t') {
            taking = is_listed(line.substr(0, line.find(':')), wanted);
        }
        if (taking) {
            out += std::string(line) + "\r\n";
        }
        header.remove_prefix(std::min(end, header.size() - 2) + 2);
    }
    return out + "\r\n";
}

}  // namespace mailsonde::bench
