#include "shared/wire/imap/value_reader.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"
#include "shared/wire/imap/literal_mark.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mailsonde::wire::imap {
namespace {

/// What ends a word. A tab doesn't: Exchange sends folder names with tabs unquoted.
bool ends_word(char c) {
    return c == ' ' || c == '(' || c == ')' || c == '\r' || c == '\n' || c == '\0';
}

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

result<std::vector<value>> value_reader::read_all() {
    std::vector<value> values;
    for (skip_spaces(); !rest_.empty(); skip_spaces()) {
        auto one = read_value(0);
        if (!one) {
            return one.error();
        }
        values.push_back(std::move(*one));
    }
    return values;
}

// Recursion is bounded by limits::nesting.
// NOLINTNEXTLINE(misc-no-recursion)
result<value> value_reader::read_value(std::size_t depth) {
    if (++count_ > limits::values) {
        return fail(imap_errc::too_many_values);
    }
    if (rest_.front() == '(') {
        return read_list(depth + 1);
    }
    if (rest_.front() == '"') {
        return read_quoted();
    }
    return announces_literal() ? read_literal() : read_word();
}

// NOLINTNEXTLINE(misc-no-recursion)
result<value> value_reader::read_list(std::size_t depth) {
    if (depth > limits::nesting) {
        return fail(imap_errc::nesting_too_deep);
    }
    value list{value_kind::list, {}, {}};
    rest_.remove_prefix(1);
    for (skip_spaces(); !rest_.empty(); skip_spaces()) {
        if (rest_.front() == ')') {
            rest_.remove_prefix(1);
            return list;
        }
        auto item = read_value(depth);
        if (!item) {
            return item.error();
        }
        list.items.push_back(std::move(*item));
    }
    return fail(imap_errc::bad_response, "unclosed list");
}

result<value> value_reader::read_quoted() {
    value quoted{value_kind::quoted, {}, {}};
    for (std::size_t i = 1; i < rest_.size(); ++i) {
        if (rest_[i] == '"') {
            rest_.remove_prefix(i + 1);
            return quoted;
        }
        if (rest_[i] == '\\' && i + 1 < rest_.size()) {
            ++i;
        }
        if (rest_[i] == '\r' || rest_[i] == '\n') {
            break;
        }
        quoted.text += rest_[i];
    }
    return fail(imap_errc::bad_response, "unclosed quoted string");
}

result<value> value_reader::read_literal() {
    auto const mark_end = rest_.find('\n');
    auto const mark = find_literal_mark(rest_.substr(0, mark_end));
    auto const size = mark ? mark->octets : std::nullopt;
    // The framer has waited for all of the literal; if it isn't there, the two of us disagree.
    if (mark_end == std::string_view::npos || !size || rest_.size() - mark_end - 1 < *size) {
        return fail(imap_errc::bad_response, "incomplete literal");
    }
    value literal{value_kind::literal, std::string(rest_.substr(mark_end + 1, *size)), {}};
    rest_.remove_prefix(mark_end + 1 + *size);
    return literal;
}

result<value> value_reader::read_word() {
    std::size_t size = 0;
    while (size < rest_.size() && !ends_word(rest_[size])) {
        auto const section = rest_[size] == '[' ? section_length(size) : 0;
        size += section > 0 ? section : 1;
    }
    if (size == 0) {
        return fail(imap_errc::bad_response, "misplaced '" + sanitised(rest_.substr(0, 1)) + "'");
    }
    value word{value_kind::atom, std::string(rest_.substr(0, size)), {}};
    rest_.remove_prefix(size);
    if (all_digits(word.text)) {
        word.kind = value_kind::number;
    } else if (word.is_word("NIL")) {
        word.kind = value_kind::nil;
    }
    return word;
}

std::size_t value_reader::section_length(std::size_t from) {
    if (rest_.size() - from > unclosed_until_) {
        return 0;
    }
    auto in_quotes = false;
    auto i = from + 1;
    for (; i < rest_.size(); ++i) {
        auto const c = rest_[i];
        if (c == '\r' || c == '\n') {
            break;
        }
        if (c == '"') {
            in_quotes = !in_quotes;
        } else if (c == ']' && !in_quotes) {
            return i + 1 - from;
        }
    }
    unclosed_until_ = rest_.size() - i;
    return 0;
}

void value_reader::skip_spaces() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
}

bool value_reader::announces_literal() const {
    if (rest_.front() != '{' && !rest_.starts_with("~{")) {
        return false;
    }
    auto const end = rest_.find('\n');
    if (end == std::string_view::npos) {
        return false;
    }
    auto const mark = find_literal_mark(rest_.substr(0, end));
    return mark && mark->start == 0;
}

}  // namespace mailsonde::wire::imap
