#include "shared/model/cloudevent.hpp"
#include "tests/fuzz/invariant.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>

// Events as they lie in the log. An input is lines "ce_name: value", an empty line, and the data.
// What is decoded is encoded to the same event, under the same id every time.
namespace mailsonde::fuzz {
namespace {

using namespace model;

event_headers take_headers(std::string_view& rest) {
    event_headers headers;
    while (!rest.empty()) {
        auto const line = take_line(rest);
        if (line.empty()) {
            break;
        }
        auto const colon = line.find(": ");
        headers.emplace_back(
            line.substr(0, colon),
            colon == std::string_view::npos ? std::string_view() : line.substr(colon + 2)
        );
    }
    return headers;
}

void check_line(cloudevent const& one) {
    auto const line = to_structured_json(one);
    require(nlohmann::json::accept(line), "the line is JSON");
    require(
        std::none_of(
            line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }
        ),
        "one line, no control characters"
    );
}

void check_event(event const& decoded) {
    auto const written = to_cloudevent(decoded, "fuzz", "checker");
    require(written == to_cloudevent(decoded, "fuzz", "checker"), "ids are deterministic");
    auto const again = from_cloudevent(written);
    require(again.has_value(), "what was written can be read");
    require(*again == decoded, "and is the same event");
    auto const headers = to_headers(written);
    auto const unwrapped = from_headers(headers, written.data);
    auto const whole = !written.id.empty() && !written.source.empty();
    require(!whole || (unwrapped && *unwrapped == written), "headers come back");
    check_line(written);
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    using namespace mailsonde::model;
    auto rest = as_text(data, size);
    auto const headers = take_headers(rest);
    auto const envelope = from_headers(headers, rest);
    if (!envelope) {
        require(is_presentable(envelope.error().detail), "details are sanitised");
        return 0;
    }
    check_line(*envelope);
    auto const decoded = from_cloudevent(*envelope);
    if (!decoded) {
        require(is_presentable(decoded.error().detail), "details are sanitised");
        return 0;
    }
    check_event(*decoded);
    return 0;
}
