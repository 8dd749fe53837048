#include "shared/telemetry/vitals.hpp"

#include "shared/core/time.hpp"

#include <utility>

namespace mailsonde::telemetry {

std::vector<std::string> silent_parts(
    std::vector<sign_of_life> const& signs, std::chrono::steady_clock::time_point now
) {
    std::vector<std::string> out;
    for (auto const& one : signs) {
        if (now - one.last > longest_silence) {
            auto const whole = std::chrono::floor<std::chrono::seconds>(now - one.last);
            out.push_back(one.part + ": silent for " + to_text(whole));
        }
    }
    return out;
}

vitals::part& vitals::add(std::string name, clock::time_point now) {
    std::scoped_lock const lock(mutex_);
    return parts_.emplace_back(std::move(name), now);
}

std::vector<sign_of_life> vitals::signs() const {
    std::scoped_lock const lock(mutex_);
    std::vector<sign_of_life> out;
    out.reserve(parts_.size());
    for (auto const& one : parts_) {
        out.push_back(one.sign());
    }
    return out;
}

}  // namespace mailsonde::telemetry
