#include "shared/wire/smtp/reply_parser.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/smtp/smtp_errc.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mailsonde::wire::smtp {
namespace {

constexpr std::size_t longest_line = 2048;
constexpr std::size_t most_lines = 64;  // so 128 KiB in all

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The reply code at the start of a line, or 0.
int code_of(std::string_view line) {
    if (line.size() < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) ||
        !is_digit(line[2])) {
        return 0;
    }
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/// Takes "c.sss.ddd " off the front of a line's text (RFC 2034 section 4); "", and nothing taken,
/// if there is none or its class isn't the code's.
std::string take_enhanced(std::string_view& text, int code) {
    auto const end = text.find(' ');
    auto const word = text.substr(0, end);
    std::size_t dots = 0;
    std::size_t run = 0;
    for (auto const c : word) {
        if (c == '.' && run > 0) {
            ++dots;
            run = 0;
        } else if (is_digit(c) && run < 3) {
            ++run;
        } else {
            return {};
        }
    }
    if (dots != 2 || run == 0 || word[0] - '0' != code / 100 || word[1] != '.') {
        return {};
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return std::string(word);
}

}  // namespace

result<std::optional<reply>> reply_parser::feed(std::string_view bytes) {
    buffer_.append(bytes);
    while (true) {
        auto const end = buffer_.find('\n');
        auto const size = end == std::string::npos ? buffer_.size() : end;
        if (size > longest_line) {
            return fail(smtp_errc::line_too_long, std::to_string(size) + " octets");
        }
        if (end == std::string::npos) {
            return std::optional<reply>();
        }
        auto line = std::string_view(buffer_).substr(0, end);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        auto const last = take_line(line);
        if (!last) {
            return last.error();
        }
        buffer_.erase(0, end + 1);
        if (*last) {
            return std::exchange(partial_, std::nullopt);
        }
    }
}

result<bool> reply_parser::take_line(std::string_view line) {
    auto const code = code_of(line);
    auto const separator = line.size() > 3 ? line[3] : ' ';
    if (code == 0 || (separator != ' ' && separator != '-')) {
        return fail(smtp_errc::bad_reply, sanitised(line, 100));
    }
    if (!partial_) {
        partial_.emplace();
        partial_->code = code;
    }
    if (partial_->code != code) {
        return fail(smtp_errc::code_mismatch, sanitised(line, 100));
    }
    if (partial_->lines.size() == most_lines) {
        return fail(smtp_errc::reply_too_long, std::to_string(most_lines) + " lines");
    }
    auto text = line.substr(std::min<std::size_t>(line.size(), 4));
    auto enhanced = take_enhanced(text, code);
    if (partial_->enhanced.empty()) {
        partial_->enhanced = std::move(enhanced);
    }
    partial_->lines.emplace_back(text);
    return separator == ' ';
}

}  // namespace mailsonde::wire::smtp
