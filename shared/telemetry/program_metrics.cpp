// What metrics say about the program itself.
#include "shared/telemetry/metric_families.hpp"

namespace mailsonde::telemetry {

void metrics::version(std::string_view version) {
    families_->set(families_->build, {{"version", std::string(version)}}, 1);
}

void metrics::ready(bool is_ready) {
    families_->set(families_->ready, {}, is_ready ? 1 : 0);
}

void metrics::config_loaded(bool good, instant at) {
    families_->set(families_->reload_good, {}, good ? 1 : 0);
    if (good) {
        auto const since = std::chrono::duration<double>(at.time_since_epoch());
        families_->set(families_->reload_time, {}, since.count());
    }
}

}  // namespace mailsonde::telemetry
