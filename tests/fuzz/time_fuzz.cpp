#include "shared/core/time.hpp"
#include "shared/wire/imap/date_time.hpp"
#include "tests/fuzz/invariant.hpp"

// Dates and durations: what was read can be written, and read again as the same.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde;
    using namespace mailsonde::fuzz;
    auto const text = as_text(data, size);
    if (auto const at = from_rfc3339(text)) {
        auto const written = to_rfc3339(*at);
        require(from_rfc3339(written) == at, "RFC 3339 comes back");
        require(to_rfc5322_date(*at).size() == 31, "an RFC 5322 date has one length");
    }
    if (auto const at = wire::imap::parse_date_time(text)) {
        require(from_rfc3339(to_rfc3339(*at)) == at, "a server's date fits into an event");
        require(!wire::imap::to_search_date(*at).empty(), "and into a SEARCH");
    }
    if (auto const duration = parse_duration(text)) {
        require(duration->count() >= 0, "durations don't go backwards");
        require(*duration <= std::chrono::hours(24) * 3653, "ten years at most");
        require(parse_duration(to_text(*duration)) == duration, "durations come back");
    }
    return 0;
}
