#include "shared/telemetry/readiness.hpp"

#include "shared/core/text.hpp"

namespace mailsonde::telemetry {

void readiness::expect(std::string const& service) {
    std::scoped_lock const lock(mutex_);
    services_[service].obstacle = "no assignment";
}

void readiness::stands(std::string const& service, std::string_view obstacle) {
    std::scoped_lock const lock(mutex_);
    services_[service].obstacle = obstacle;
}

void readiness::log_failed(std::string const& service, std::string const& why, instant now) {
    std::scoped_lock const lock(mutex_);
    auto& known = services_[service].log_trouble;
    known = trouble{known ? known->since : now, why};
}

void readiness::log_works(std::string const& service) {
    std::scoped_lock const lock(mutex_);
    services_[service].log_trouble.reset();
}

void readiness::config_loaded(bool good) {
    std::scoped_lock const lock(mutex_);
    config_refused_ = !good;
}

void readiness::give_up(std::string const& why) {
    std::scoped_lock const lock(mutex_);
    given_up_ = given_up_.value_or(why);
}

std::optional<std::string> readiness::given_up() const {
    std::scoped_lock const lock(mutex_);
    return given_up_;
}

void readiness::stopping() {
    std::scoped_lock const lock(mutex_);
    stopping_ = true;
}

readiness_report readiness::report() const {
    std::scoped_lock const lock(mutex_);
    readiness_report out;
    if (stopping_) {
        out.reasons.emplace_back("stopping");
    }
    if (given_up_) {
        out.reasons.push_back(sanitised(*given_up_));
    }
    for (auto const& [name, one] : services_) {
        if (!one.obstacle.empty()) {
            out.reasons.push_back(name + ": " + one.obstacle);
        }
        if (one.log_trouble) {
            out.reasons.push_back(
                "event log: " + name + ": " + sanitised(one.log_trouble->why) + ", since " +
                to_rfc3339(one.log_trouble->since)
            );
        }
    }
    if (config_refused_) {
        out.notes.emplace_back(
            "the configuration on disk was refused, see the log; what was in force stays"
        );
    }
    return out;
}

}  // namespace mailsonde::telemetry
