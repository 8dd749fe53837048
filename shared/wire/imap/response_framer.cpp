#include "shared/wire/imap/response_framer.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"
#include "shared/wire/imap/literal_mark.hpp"
#include "shared/wire/imap/response_code.hpp"
#include "shared/wire/imap/words.hpp"

#include <algorithm>

namespace mailsonde::wire::imap {
namespace {

/// Only untagged data carries literals. Status lines and continuations end in text for people,
/// which may well end in "{5}".
bool may_carry_literals(std::string_view response) {
    if (take_word(response) != "*") {
        return false;
    }
    return !to_condition(take_word(response));
}

}  // namespace

result<std::optional<std::string>> response_framer::next() {
    while (line_ <= buffer_.size()) {
        auto const end = buffer_.find('\n', std::max(scanned_, line_));
        scanned_ = std::min(end, buffer_.size());
        if (std::min(end, buffer_.size()) - line_ > limits::line_octets) {
            return fail(imap_errc::line_too_long);
        }
        if (end == std::string::npos) {
            break;
        }
        auto const line = std::string_view(buffer_).substr(line_, end - line_);
        auto const mark = find_literal_mark(line);
        if (!mark || !may_carry_literals(std::string_view(buffer_).substr(start_, end - start_))) {
            return take_until(end);
        }
        if (auto const skipped = skip_literal(end, mark->octets); !skipped) {
            return skipped.error();
        }
    }
    return std::nullopt;
}

std::string response_framer::take_until(std::size_t end_of_line) {
    auto whole = buffer_.substr(start_, end_of_line - start_);
    // Not a CR that ends a literal in front of a lone LF.
    if (end_of_line > line_ && whole.ends_with('\r')) {
        whole.pop_back();
    }
    start_ = end_of_line + 1;
    // Moving the rest to the front once it is the smaller part keeps the cost linear.
    if (start_ >= buffer_.size() / 2) {
        buffer_.erase(0, start_);
        start_ = 0;
    }
    line_ = start_;
    scanned_ = start_;
    return whole;
}

result<void> response_framer::skip_literal(
    std::size_t end_of_line, std::optional<std::size_t> size
) {
    if (!size || *size > limits::literal_octets) {
        return fail(imap_errc::literal_too_long);
    }
    line_ = end_of_line + 1 + *size;
    if (line_ - start_ > limits::response_octets) {
        return fail(imap_errc::too_many_bytes);
    }
    return {};
}

}  // namespace mailsonde::wire::imap
