#pragma once

#include "tests/bench/responder/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Words of IMAP (RFC 3501) as our client writes them: no literals.
namespace mailsonde::bench {

/// Takes the next atom or quoted string off `rest`, with the space behind it.
[[nodiscard]] std::string take_word(std::string_view& rest);

[[nodiscard]] std::string upper(std::string_view text);

/// One `first:last` of a UID set; `*` is the newest UID, and the order of the two says nothing.
class uid_set {
public:
    uid_set(std::string_view text, std::uint32_t newest);

    [[nodiscard]] bool contains(std::uint32_t uid) const;

private:
    struct range {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
    };

    std::vector<range> ranges_;
};

/// "24-Nov-2026 02:09:31 +0000" in quotes.
[[nodiscard]] std::string internal_date(wall_time at);
/// Begin of a day such as 24-Nov-2026.
[[nodiscard]] wall_time day_of(std::string const& text);

/// The fields of a header whose names are in `wanted`, a list such as "A B", and an empty line.
[[nodiscard]] std::string fields_of(std::string_view header, std::string_view wanted);

}  // namespace mailsonde::bench
