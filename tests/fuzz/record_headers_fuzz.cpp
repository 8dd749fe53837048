#include "shared/eventlog/header_codec.hpp"
#include "tests/fuzz/invariant.hpp"

// The headers of a record in the embedded log: one spelling each, no more memory than the octets.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    using namespace mailsonde::eventlog;
    auto const octets = as_text(data, size);
    if (auto const list = decode_headers(octets)) {
        require(encode_headers(*list) == octets, "encoding undoes decoding");
    }
    headers list;
    for (auto rest = octets; !rest.empty();) {
        auto const name = take_line(rest);
        list.emplace_back(name, take_line(rest));
    }
    require(decode_headers(encode_headers(list)) == list, "decoding undoes encoding");
    return 0;
}
