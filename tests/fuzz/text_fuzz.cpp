#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"
#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <string>

// Sanitised text holds nothing harmful; encodings can be undone, and each text has one spelling.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde;
    using namespace mailsonde::fuzz;
    auto const text = as_text(data, size);
    for (std::size_t const limit : {0U, 7U, 512U}) {
        auto const clean = sanitised(text, limit);
        require(clean.size() <= limit + 3, "sanitised text has a limit");
        require(!has_control_characters(clean), "no control characters");
        require(is_presentable(clean), "sanitising twice changes nothing");
    }
    require(from_base64(to_base64(text)) == text, "base64 comes back");
    require(from_base32(to_base32(text)) == text, "base32 comes back");
    if (auto const octets = from_base64(text)) {
        require(to_base64(*octets) == text, "one base64 spelling");
    }
    if (auto const octets = from_base32(text)) {
        require(to_base32(*octets) == text, "one base32 spelling");
    }
    auto const inner = trimmed(text);
    require(trimmed(inner) == inner, "trimming twice changes nothing");
    require(equals_ignoring_case(to_lower(text), text), "lower case is the same word");
    return 0;
}
