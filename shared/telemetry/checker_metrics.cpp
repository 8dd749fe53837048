// What metrics say about looking and judging.
#include "shared/telemetry/metric_families.hpp"

#include <numeric>

namespace mailsonde::telemetry {
namespace {

using boundaries = prometheus::Histogram::BucketBoundaries;

/// Of what a server takes for one step, up to our longest patience.
boundaries const& server_seconds() {
    static boundaries const bounds{
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };
    return bounds;
}

double seconds(milliseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

void metrics::families::observe_phases(phase_times const& times) {
    for (auto const& [name, time] : times) {
        auto const dot = name.find('.');
        prometheus::Labels const labels{
            {"protocol", name.substr(0, dot)},
            {"phase", dot == std::string::npos ? "" : name.substr(dot + 1)}
        };
        observe(phases, labels, server_seconds(), seconds(time));
    }
}

void metrics::result(std::string_view probe, std::string_view outcome) {
    families_->count(
        families_->results, {{"probe", std::string(probe)}, {"outcome", std::string(outcome)}}
    );
}

void metrics::delay(std::string_view probe, milliseconds delay) {
    static boundaries const bounds{
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600
    };
    families_->observe(families_->delays, {{"probe", std::string(probe)}}, bounds, seconds(delay));
}

void metrics::look(std::string_view mailbox, look_figures const& figures) {
    static boundaries const trips{1, 2, 3, 5, 8, 13, 21, 50};
    prometheus::Labels const outcome{{"outcome", std::string(figures.outcome)}};
    auto of_mailbox = outcome;
    of_mailbox.emplace("mailbox", mailbox);
    families_->count(families_->looks, of_mailbox);
    auto const took = std::accumulate(
        figures.phases.begin(),
        figures.phases.end(),
        milliseconds(0),
        [](milliseconds sum, auto const& phase) { return sum + phase.second; }
    );
    families_->observe(families_->look_seconds, outcome, server_seconds(), seconds(took));
    if (figures.outcome != "failed") {
        families_->observe(families_->look_round_trips, {}, trips, figures.round_trips);
    }
    families_->observe_phases(figures.phases);
}

void metrics::deletion(
    std::string_view mailbox, std::string_view reason, std::string_view outcome
) {
    families_->count(
        families_->deletions,
        {{"mailbox", std::string(mailbox)},
         {"reason", std::string(reason)},
         {"outcome", std::string(outcome)}}
    );
}

void metrics::copies(std::string_view mailbox, std::size_t count) {
    families_->count(
        families_->copies, {{"mailbox", std::string(mailbox)}}, static_cast<double>(count)
    );
}

void metrics::checker(checker_figures const& figures) {
    auto& all = *families_;
    all.set(all.pending, {}, static_cast<double>(figures.pending));
    all.set(all.overdue, {}, seconds(figures.overdue));
    all.set(all.under_way, {{"service", "checker"}}, static_cast<double>(figures.visits_under_way));
    all.set(all.leftovers, {}, static_cast<double>(figures.leftovers));
    std::scoped_lock const lock(all.mutex);
    all.alerts_open.for_each([](prometheus::Gauge& one) { one.Set(0); });
    for (auto const& [kind, open] : figures.alerts_open) {
        all.alerts_open.at({{"rule", kind.first}, {"severity", kind.second}}
        ).Set(static_cast<double>(open));
    }
}

}  // namespace mailsonde::telemetry
