#include "shared/telemetry/metrics.hpp"

#include "shared/telemetry/metric_families.hpp"
#include "shared/telemetry/process_metrics.hpp"

#include <prometheus/text_serializer.h>

#include <array>
#include <iterator>
#include <utility>

namespace mailsonde::telemetry {
namespace {

// As model::to_text and eventlog::to_text spell them; tests prove that these are all.
constexpr std::array<char const*, 4> submission_outcomes{
    "sent", "deferred", "send_failed", "send_unknown"
};
constexpr std::array<char const*, 2> gap_reasons{"not_running", "backlog"};
constexpr std::array<char const*, 5> result_outcomes{
    "delivered", "junk", "misplaced", "missing", "undetermined"
};
constexpr std::array<char const*, 3> look_outcomes{"complete", "partial", "failed"};
constexpr std::array<char const*, 5> rules{"delay", "missing", "refused", "misplaced", "access"};
constexpr std::array<char const*, 2> severities{"warning", "critical"};
constexpr std::array<char const*, 2> services{"checker", "sender"};
constexpr std::array<char const*, 4> commit_outcomes{"ok", "fenced", "aborted", "unknown"};

}  // namespace

metrics::families::families() {
    for (auto const* const rule : rules) {
        for (auto const* const severity : severities) {
            alerts_open.at({{"rule", rule}, {"severity", severity}});
        }
    }
    for (auto const* const service : services) {
        for (auto const* const outcome : commit_outcomes) {
            commits.at({{"service", service}, {"outcome", outcome}});
        }
    }
}

bool metrics::families::admits(prometheus::Labels const& labels) const {
    if (!in_force) {
        return true;
    }
    auto const is_known = [&](char const* label, std::set<std::string> const& names) {
        auto const found = labels.find(label);
        return found == labels.end() || names.contains(found->second);
    };
    auto const protocol = labels.find("protocol");
    auto const is_route = protocol != labels.end() && protocol->second == "smtp";
    return is_known("probe", in_force->probes) && is_known("mailbox", in_force->mailboxes) &&
           is_known("server", is_route ? in_force->routes : in_force->mailboxes);
}

void metrics::families::count(counters& on, prometheus::Labels const& labels, double by) {
    std::scoped_lock const lock(mutex);
    if (admits(labels)) {
        on.at(labels).Increment(by);
    }
}

void metrics::families::set(gauges& on, prometheus::Labels const& labels, double value) {
    std::scoped_lock const lock(mutex);
    if (admits(labels)) {
        on.at(labels).Set(value);
    }
}

void metrics::families::observe(
    histograms& on,
    prometheus::Labels const& labels,
    prometheus::Histogram::BucketBoundaries const& bounds,
    double value
) {
    std::scoped_lock const lock(mutex);
    if (admits(labels)) {
        on.at(labels, bounds).Observe(value);
    }
}

void metrics::families::begin_at_zero(label_names const& names) {
    for (auto const& probe : names.probes) {
        scheduled.at({{"probe", probe}});
        for (auto const* const outcome : submission_outcomes) {
            submissions.at({{"probe", probe}, {"outcome", outcome}});
        }
        for (auto const* const reason : gap_reasons) {
            slots_left_out.at({{"probe", probe}, {"reason", reason}});
        }
        for (auto const* const outcome : result_outcomes) {
            results.at({{"probe", probe}, {"outcome", outcome}});
        }
    }
    for (auto const& mailbox : names.mailboxes) {
        copies.at({{"mailbox", mailbox}});
        for (auto const* const outcome : look_outcomes) {
            looks.at({{"mailbox", mailbox}, {"outcome", outcome}});
        }
    }
}

metrics::metrics() : families_(std::make_unique<families>()) {}

metrics::~metrics() = default;

void metrics::configured(label_names names) {
    auto& all = *families_;
    std::scoped_lock const lock(all.mutex);
    all.in_force = std::move(names);
    auto const wanted = [&](prometheus::Labels const& labels) { return all.admits(labels); };
    for (auto* const one :
         {&all.scheduled,
          &all.submissions,
          &all.slots_left_out,
          &all.results,
          &all.looks,
          &all.deletions,
          &all.copies}) {
        one->keep_only(wanted);
    }
    all.certificates.keep_only(wanted);
    all.delays.keep_only(wanted);
    all.begin_at_zero(*all.in_force);
}

std::string metrics::render() const {
    auto pages = families_->registry.Collect();
    auto process = process_families();
    std::move(process.begin(), process.end(), std::back_inserter(pages));
    return prometheus::TextSerializer().Serialize(pages);
}

}  // namespace mailsonde::telemetry
