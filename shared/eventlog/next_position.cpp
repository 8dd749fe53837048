#include "shared/eventlog/next_position.hpp"

#include "shared/model/state.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace mailsonde::eventlog {
namespace {

constexpr std::string_view key = "@next";

}  // namespace

record next_position_record(std::string state_topic, position const& of) {
    record out;
    out.topic = std::move(state_topic);
    out.partition = of.partition;
    out.key = key;
    out.value = to_json(model::next_position{of.next});
    return out;
}

result<offset> take_next_position(std::vector<stored_record>& state) {
    std::optional<std::string> newest;
    for (auto const& one : state) {
        if (one.data.key == key) {
            newest = one.data.value;
        }
    }
    std::erase_if(state, [](stored_record const& one) { return one.data.key == key; });
    if (!newest) {
        return 0;
    }
    auto const read = model::from_json<model::next_position>(*newest);
    return read ? result<offset>(read->next) : result<offset>(read.error());
}

}  // namespace mailsonde::eventlog
