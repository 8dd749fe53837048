#include "shared/config/timing_section.hpp"

#include "shared/config/scalars.hpp"

#include <chrono>

namespace mailsonde::config {
namespace {

using namespace std::chrono_literals;

void read_timing(
    object_reader const& reader, std::string_view key, timing& target, duration_range range
) {
    if (auto const* const value = reader.find(key)) {
        if (auto const got = read_duration(reader.load(), *value, reader.where(key), range)) {
            target = {*got, value->at};
        }
    }
}

struct named_timing {
    std::string_view name;
    timing const& is;
};

/// Reports `low` over `high`, at whichever of them this section gives.
void check_order(
    object_reader const& reader, named_timing low, named_timing high, std::string_view rule
) {
    auto const equal_allowed = rule.find("<=") != std::string_view::npos;
    auto const good = equal_allowed ? low.is.value <= high.is.value : low.is.value < high.is.value;
    auto const at = low.is.at ? low.is.at : high.is.at;
    if (good || !at) {
        return;
    }
    auto const text = [](named_timing const& one) {
        return std::string(one.name) + " (" + to_text(one.is.value) +
               (one.is.at ? ")" : ", inherited)");
    };
    reader.load().report(
        *at,
        reader.where() + ": " + text(low) + (equal_allowed ? " is over " : " is not under ") +
            text(high),
        "needed: " + std::string(rule)
    );
}

}  // namespace

timings read_timings(
    object_reader const& reader, std::string_view delay_object, timings inherited
) {
    auto out = inherited;
    for (auto* const one :
         {&out.every,
          &out.grace,
          &out.deadline,
          &out.send_window,
          &out.retry,
          &out.undetermined_after,
          &out.warn,
          &out.crit}) {
        one->at.reset();
    }
    duration_range const any;
    read_timing(reader, "every", out.every, {1s, any.most});
    read_timing(reader, "grace", out.grace, any);
    read_timing(reader, "deadline", out.deadline, {1s, any.most});
    read_timing(reader, "send_window", out.send_window, any);
    read_timing(reader, "retry", out.retry, {1s, any.most});
    read_timing(reader, "undetermined_after", out.undetermined_after, any);
    if (auto const* const value = reader.find("delay")) {
        object_reader const delay(reader.load(), *value, delay_object, reader.where("delay"));
        if (delay) {
            read_timing(delay, "warn", out.warn, {1ms, any.most});
            read_timing(delay, "crit", out.crit, {1ms, any.most});
        }
    }
    check_order(reader, {"delay.warn", out.warn}, {"delay.crit", out.crit}, "warn <= crit");
    check_order(reader, {"delay.crit", out.crit}, {"deadline", out.deadline}, "crit <= deadline");
    check_order(reader, {"grace", out.grace}, {"deadline", out.deadline}, "grace < deadline");
    return out;
}

}  // namespace mailsonde::config
