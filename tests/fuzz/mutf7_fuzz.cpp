#include "shared/wire/imap/mutf7.hpp"
#include "tests/fuzz/invariant.hpp"

#include <algorithm>

// Folder names in modified UTF-7: what is encoded comes back; what is decoded can be encoded.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    using namespace mailsonde::wire::imap;
    auto const text = as_text(data, size);
    if (auto const encoded = encode_mutf7(text)) {
        require(
            std::all_of(
                encoded->begin(), encoded->end(), [](char c) { return c >= 0x20 && c <= 0x7E; }
            ),
            "encoded names are printable ASCII"
        );
        require(decode_mutf7(*encoded) == text, "decoding undoes encoding");
    }
    if (auto const decoded = decode_mutf7(text)) {
        require(decoded->size() <= text.size() * 3, "decoding doesn't blow up");
        auto const again = encode_mutf7(*decoded);
        require(!again || decode_mutf7(*again) == decoded, "encoding can be undone");
    }
    return 0;
}
