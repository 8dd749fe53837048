#include "shared/wire/imap/response_parser.hpp"
#include "shared/wire/imap/search_view.hpp"
#include "shared/wire/imap/uid_set.hpp"
#include "tests/fuzz/invariant.hpp"

#include <limits>
#include <string>
#include <string_view>
#include <variant>

// Sets of UIDs, by themselves and in the answers to SEARCH.
namespace mailsonde::fuzz {
namespace {

using namespace wire::imap;

void check(uid_set const& set) {
    auto const least = set.smallest();
    require(least && *least > 0, "a set isn't empty and begins at 1");
    require(set.contains(*least), "it holds its smallest");
    require(*least == 1 || !set.contains(*least - 1), "and nothing smaller");
    require(!set.contains(0), "0 is no UID");
    require(set.size() > 0, "it has a size");
}

void check_found(std::string_view text) {
    response_parser parser;
    for (std::string const name : {"SEARCH ", "ESEARCH (TAG \"a1\") UID "}) {
        auto next = parser.feed("* " + name + std::string(text) + "\r\n");
        if (!next || !*next || !std::holds_alternative<untagged>(**next)) {
            return;
        }
        auto const& data = std::get<untagged>(**next);
        auto const least = smallest_found(data);
        require(!least || *least > 0, "there is no UID 0");
        for (auto const number : as_search(data).value_or(std::vector<std::uint32_t>())) {
            require(number == 0 || (least && *least <= number), "the smallest is the smallest");
        }
    }
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    using namespace mailsonde::wire::imap;
    auto const text = as_text(data, size);
    if (auto const set = uid_set::parse(text)) {
        check(*set);
    }
    check_found(text);
    return 0;
}
