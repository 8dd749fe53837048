#include "shared/config/reaper_section.hpp"

#include "shared/config/scalars.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace mailsonde::config {
namespace {

using namespace std::chrono_literals;

/// The watch for late mails, and an hour for clocks and the looks themselves.
constexpr milliseconds beyond_the_deadline = 25h;
constexpr int most_per_look = 1000;

milliseconds longest_wait(config const& of) {
    milliseconds longest{0};
    for (auto const& [name, probe] : of.probes) {
        longest = std::max(longest, probe.send_window + probe.deadline);
    }
    return longest;
}

void read_after(object_reader const& reader, milliseconds least, milliseconds& out) {
    auto const* const value = reader.find("after");
    if (value == nullptr) {
        return;
    }
    auto const where = reader.where("after");
    duration_range const range{beyond_the_deadline, duration_range().most};
    auto const given = read_duration(reader.load(), *value, where, range);
    if (!given) {
        return;
    }
    if (*given < least) {
        reader.load().report(
            value->at,
            where + ": " + to_text(*given) + " is too short: a mail may still be expected " +
                to_text(least) + " after its slot",
            "needed: send_window + deadline of every probe + 25h <= after"
        );
    }
    out = *given;
}

}  // namespace

milliseconds least_reaping_age(config const& of) {
    return longest_wait(of) + beyond_the_deadline;
}

void read_reaper(object_reader const& top, config& out) {
    auto const least = least_reaping_age(out);
    out.reaper.after = std::max(out.reaper.after, least);
    auto const* const section = top.find("reaper");
    if (section == nullptr) {
        return;
    }
    object_reader const reader(top.load(), *section, "reaper", "reaper");
    if (!reader) {
        return;
    }
    read_after(reader, least, out.reaper.after);
    auto const read_limit = [](loading& load, yaml_node const& value, std::string const& where) {
        return read_number(load, value, where, {0, most_per_look});
    };
    reader.read("per_look", out.reaper.per_look, read_limit);
}

}  // namespace mailsonde::config
