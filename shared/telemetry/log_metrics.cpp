// What metrics say about the event log and the threads over it.
#include "shared/telemetry/metric_families.hpp"

namespace mailsonde::telemetry {
namespace {

prometheus::Labels of(std::string_view service) {
    return {{"service", std::string(service)}};
}

double seconds(milliseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

void metrics::commit(std::string_view service, std::string_view outcome, milliseconds duration) {
    static prometheus::Histogram::BucketBoundaries const bounds{
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };
    auto labels = of(service);
    families_->observe(families_->commit_seconds, labels, bounds, seconds(duration));
    labels.emplace("outcome", outcome);
    families_->count(families_->commits, labels);
}

void metrics::log_size(std::uintmax_t bytes) {
    families_->set(families_->log_size, {}, static_cast<double>(bytes));
}

void metrics::log_behind(std::string_view service, std::int64_t records) {
    families_->set(families_->log_behind, of(service), static_cast<double>(records));
}

void metrics::turned(std::string_view service, instant at) {
    families_->set(families_->last_turn, of(service), seconds(at.time_since_epoch()));
}

void metrics::restored(std::string_view service, milliseconds duration) {
    families_->set(families_->restore_seconds, of(service), seconds(duration));
}

void metrics::inbox(std::string_view service, std::size_t tasks) {
    families_->set(families_->inbox_tasks, of(service), static_cast<double>(tasks));
}

void metrics::io(std::string_view service, std::size_t coroutines) {
    families_->set(families_->io_coroutines, of(service), static_cast<double>(coroutines));
}

}  // namespace mailsonde::telemetry
