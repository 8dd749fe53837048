#include "shared/telemetry/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace mailsonde::telemetry {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Family;

double seconds(milliseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

void count(
    Family<prometheus::Counter>& family,
    char const* label,
    std::string_view value,
    std::string_view outcome
) {
    family.Add({{label, std::string(value)}, {"outcome", std::string(outcome)}}).Increment();
}

}  // namespace

struct metrics::families {
    prometheus::Registry registry;
    Family<prometheus::Gauge>& reload_good =
        BuildGauge()
            .Name("mailsonde_config_last_reload_successful")
            .Help("1 if the configuration on disk is the one in use.")
            .Register(registry);
    Family<prometheus::Gauge>& reload_time =
        BuildGauge()
            .Name("mailsonde_config_last_reload_success_timestamp_seconds")
            .Help("When the configuration in use was loaded.")
            .Register(registry);
    Family<prometheus::Counter>& scheduled = BuildCounter()
                                                 .Name("mailsonde_mails_scheduled_total")
                                                 .Help("Test mails begun.")
                                                 .Register(registry);
    Family<prometheus::Counter>& submissions = BuildCounter()
                                                   .Name("mailsonde_submissions_total")
                                                   .Help("Outcomes of handing mails over.")
                                                   .Register(registry);
    Family<prometheus::Counter>& results = BuildCounter()
                                               .Name("mailsonde_results_total")
                                               .Help("Final outcomes of test mails.")
                                               .Register(registry);
    Family<prometheus::Histogram>& delays = BuildHistogram()
                                                .Name("mailsonde_delay_seconds")
                                                .Help("From acceptance to arrival.")
                                                .Register(registry);
    Family<prometheus::Counter>& looks = BuildCounter()
                                             .Name("mailsonde_looks_total")
                                             .Help("Looks into mailboxes.")
                                             .Register(registry);
    Family<prometheus::Counter>& deletions = BuildCounter()
                                                 .Name("mailsonde_deletions_total")
                                                 .Help("Attempts to delete test mails.")
                                                 .Register(registry);
    Family<prometheus::Gauge>& open_alerts =
        BuildGauge().Name("mailsonde_alerts_open").Help("Alerts open now.").Register(registry);
    Family<prometheus::Gauge>& pending = BuildGauge()
                                             .Name("mailsonde_mails_pending")
                                             .Help("Test mails without a result.")
                                             .Register(registry);
    Family<prometheus::Histogram>& commits = BuildHistogram()
                                                 .Name("mailsonde_log_commit_seconds")
                                                 .Help("Duration of event log transactions.")
                                                 .Register(registry);
};

metrics::metrics() : families_(std::make_unique<families>()) {}

metrics::~metrics() = default;

void metrics::config_loaded(bool good, instant at) {
    families_->reload_good.Add({}).Set(good ? 1 : 0);
    if (good) {
        families_->reload_time.Add({}).Set(seconds(at.time_since_epoch()));
    }
}

void metrics::mail_scheduled(std::string_view probe) {
    families_->scheduled.Add({{"probe", std::string(probe)}}).Increment();
}

void metrics::submission(std::string_view probe, std::string_view outcome) {
    count(families_->submissions, "probe", probe, outcome);
}

void metrics::result(std::string_view probe, std::string_view outcome) {
    count(families_->results, "probe", probe, outcome);
}

void metrics::delay(std::string_view probe, milliseconds delay) {
    static prometheus::Histogram::BucketBoundaries const bounds{
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600
    };
    families_->delays.Add({{"probe", std::string(probe)}}, bounds).Observe(seconds(delay));
}

void metrics::look(std::string_view mailbox, std::string_view outcome) {
    count(families_->looks, "mailbox", mailbox, outcome);
}

void metrics::deletion(std::string_view mailbox, std::string_view outcome) {
    count(families_->deletions, "mailbox", mailbox, outcome);
}

void metrics::alerts_open(double count) {
    families_->open_alerts.Add({}).Set(count);
}

void metrics::mails_pending(double count) {
    families_->pending.Add({}).Set(count);
}

void metrics::commit(std::string_view service, std::string_view outcome, milliseconds duration) {
    static prometheus::Histogram::BucketBoundaries const bounds{
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
    };
    families_->commits
        .Add({{"service", std::string(service)}, {"outcome", std::string(outcome)}}, bounds)
        .Observe(seconds(duration));
}

std::string metrics::render() const {
    return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace mailsonde::telemetry
