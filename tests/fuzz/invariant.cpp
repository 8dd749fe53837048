#include "tests/fuzz/invariant.hpp"

#include <cstdio>
#include <cstdlib>

namespace mailsonde::fuzz {

void require(bool holds, std::string_view what, std::source_location at) {
    if (!holds) {
        std::fprintf(
            stderr,
            "%s:%u: does not hold: %.*s\n",
            at.file_name(),
            static_cast<unsigned>(at.line()),
            static_cast<int>(what.size()),
            what.data()
        );
        std::abort();
    }
}

}  // namespace mailsonde::fuzz
