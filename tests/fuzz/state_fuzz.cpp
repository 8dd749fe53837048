#include "shared/model/state.hpp"
#include "tests/fuzz/invariant.hpp"

#include <string_view>

// What the services remember, as it lies in the log: each kind of record from the same text. What
// is read is written so that it reads as the same.
namespace mailsonde::fuzz {
namespace {

template <class T>
void check(std::string_view text) {
    auto const read = model::from_json<T>(text);
    if (!read) {
        require(is_presentable(read.error().detail), "details are sanitised");
        return;
    }
    auto const written = to_json(*read);
    auto const again = model::from_json<T>(written);
    require(again.has_value(), "what was written can be read");
    require(*again == *read, "and is the same");
    require(to_json(*again) == written, "one state has one text");
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    using namespace mailsonde;
    auto const text = as_text(data, size);
    check<model::probe_state>(text);
    check<model::open_send>(text);
    check<model::mail_state>(text);
    check<model::mailbox_marks>(text);
    check<model::login_pause>(text);
    check<model::route_pause>(text);
    check<model::next_position>(text);
    check<model::alert>(text);
    return 0;
}
