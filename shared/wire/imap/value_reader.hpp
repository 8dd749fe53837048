#pragma once

#include "shared/core/result.hpp"
#include "shared/wire/imap/value.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace mailsonde::wire::imap {

/// Reads the values of one complete response, literals included, without its final line end.
///
/// More lenient than the grammar where real servers need it: several spaces, tabs and octets over
/// 0x7f inside words (Exchange), any section label (`BODY[HEADER.FIELDS ("X")]<0>` is one word).
class value_reader {
public:
    /// @param text  must outlive the reader
    explicit value_reader(std::string_view text) : rest_(text) {}

    /// All values up to the end.
    /// @errors imap_errc::bad_response, nesting_too_deep, too_many_values
    [[nodiscard]] result<std::vector<value>> read_all();

private:
    [[nodiscard]] result<value> read_value(std::size_t depth);
    [[nodiscard]] result<value> read_list(std::size_t depth);
    [[nodiscard]] result<value> read_quoted();
    [[nodiscard]] result<value> read_literal();
    [[nodiscard]] result<value> read_word();
    /// Octets of the section that starts at `from` in rest_ ("[...]"); 0 if no bracket closes it.
    [[nodiscard]] std::size_t section_length(std::size_t from);
    void skip_spaces();
    [[nodiscard]] bool announces_literal() const;

    std::string_view rest_;
    std::size_t count_ = 0;
    /// No bracket closes a section before only so much is left. Looked for once per line, or a line
    /// of opening brackets would cost seconds.
    std::size_t unclosed_until_ = std::string_view::npos;
};

}  // namespace mailsonde::wire::imap
