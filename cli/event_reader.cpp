#include "cli/event_reader.hpp"

#include "shared/core/text.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace mailsonde::cli {
namespace {

using eventlog::offset;

constexpr offset smallest_step = 64;

/// Moves the values to the end of `to`; what they were filed under means nothing there.
template <class Entries, class Values>
void append(Entries&& from, Values& to) {
    for (auto& [at, value] : std::forward<Entries>(from)) {
        to.push_back(std::move(value));
    }
}

/// Events of the same time stay in the order in which they were read.
void sort_by_time(std::vector<read_event>& events) {
    std::multimap<instant, read_event> sorted;
    for (auto& one : events) {
        auto const time = one.envelope.time;
        sorted.emplace(time, std::move(one));
    }
    events.clear();
    append(std::move(sorted), events);
}

bool is_listed(std::vector<std::string> const& wanted, std::string const& name) {
    return wanted.empty() || std::ranges::find(wanted, name) != wanted.end();
}

}  // namespace

event_reader::event_reader(eventlog::log& log, model::topics const& topics, event_filter filter)
    : log_(&log), filter_(std::move(filter)) {
    for (auto const& topic : {topics.mail, topics.result, topics.alert}) {
        for (auto partition = 0; partition < model::partition_count; ++partition) {
            places_.push_back({topic, partition, 0});
        }
    }
}

result<event_batch> event_reader::backlog(std::size_t last, std::function<bool()> const& go_on) {
    event_batch out;
    for (auto& place : places_) {
        if (!go_on()) {
            break;
        }
        auto found = newest(place, last);
        if (!found) {
            return found.error();
        }
        append(std::move(found->events), out.events);
        append(std::move(found->warnings), out.warnings);
    }
    sort_by_time(out.events);
    if (out.events.size() > last) {
        out.events.erase(out.events.begin(), out.events.end() - static_cast<std::ptrdiff_t>(last));
    }
    return out;
}

result<event_batch> event_reader::news() {
    event_batch out;
    for (auto& place : places_) {
        auto found = read(place, place.next);
        if (!found && out.events.empty() && out.warnings.empty()) {
            return found.error();
        }
        if (!found) {
            break;  // what was read before counts as read; the failure shows again if it lasts
        }
        append(std::move(found->events), out.events);
        append(std::move(found->warnings), out.warnings);
    }
    sort_by_time(out.events);
    return out;
}

result<event_reader::part> event_reader::read(place& from, offset first) {
    auto const restored = log_->restore(from.topic, from.partition, first);
    if (!restored) {
        return restored.error();
    }
    part out;
    for (auto const& record : restored->records) {
        add(record, out);
    }
    from.next = restored->end;
    return out;
}

/// The log can't be read backwards, so this goes back in growing steps: a look at the newest events
/// of a long history must not read all of it.
result<event_reader::part> event_reader::newest(place& of, std::size_t wanted) {
    auto const end = log_->restore(of.topic, of.partition, std::numeric_limits<offset>::max());
    if (!end) {
        return end.error();
    }
    of.next = end->end;
    if (wanted == 0) {
        return part{};
    }
    auto const whole = std::max(end->end, smallest_step);
    auto step = std::cmp_less(wanted, whole)
                    ? std::max(static_cast<offset>(wanted) * 2, smallest_step)
                    : whole;
    for (;; step *= 4) {
        auto const first = std::max<offset>(end->end - step, 0);
        auto found = read(of, first);
        if (!found || (first > 0 && found->events.size() < wanted)) {
            if (!found) {
                return found;
            }
            continue;
        }
        auto& events = found->events;
        if (events.size() >= wanted) {
            events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(wanted));
            // Nor is anything said about what is older than the oldest that is shown.
            std::erase_if(found->warnings, [oldest = events.front().first](auto const& warning) {
                return warning.first < oldest;
            });
        }
        return found;
    }
}

void event_reader::add(eventlog::stored_record const& record, part& to) const {
    auto const& data = record.data;
    auto const warn = [&](failure const& why) {
        to.warnings.emplace_back(
            record.offset,
            sanitised(data.topic) + "/" + std::to_string(data.partition) + ", record " +
                std::to_string(record.offset) + " is skipped: " + why.text()
        );
    };
    auto envelope = model::from_headers(data.headers, data.value.value_or(std::string()));
    if (!envelope) {
        return warn(envelope.error());
    }
    if (!is_listed(filter_.types, envelope->type)) {
        return;
    }
    auto const event = model::from_cloudevent(*envelope);
    if (!event) {
        return warn(event.error());
    }
    auto summary = summarise(*event);
    if (is_listed(filter_.probes, summary.probe)) {
        to.events.emplace_back(record.offset, read_event{*std::move(envelope), std::move(summary)});
    }
}

}  // namespace mailsonde::cli
