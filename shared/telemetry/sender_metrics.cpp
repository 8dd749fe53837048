// What metrics say about sending, and about the servers that both services talk to.
#include "shared/telemetry/metric_families.hpp"

namespace mailsonde::telemetry {

void metrics::mail_scheduled(std::string_view probe) {
    families_->count(families_->scheduled, {{"probe", std::string(probe)}});
}

void metrics::submission(std::string_view probe, std::string_view outcome) {
    families_->count(
        families_->submissions, {{"probe", std::string(probe)}, {"outcome", std::string(outcome)}}
    );
}

void metrics::slots_left_out(std::string_view probe, std::string_view reason, std::int64_t slots) {
    families_->count(
        families_->slots_left_out,
        {{"probe", std::string(probe)}, {"reason", std::string(reason)}},
        static_cast<double>(slots)
    );
}

void metrics::attempt(phase_times const& phases) {
    families_->observe_phases(phases);
}

void metrics::submissions_under_way(std::size_t mails) {
    families_->set(families_->under_way, {{"service", "sender"}}, static_cast<double>(mails));
}

void metrics::certificate(std::string_view protocol, std::string_view server, instant expires) {
    families_->set(
        families_->certificates,
        {{"protocol", std::string(protocol)}, {"server", std::string(server)}},
        std::chrono::duration<double>(expires.time_since_epoch()).count()
    );
}

}  // namespace mailsonde::telemetry
