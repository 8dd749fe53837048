#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::telemetry {

/// When a part of the program last showed that it turns.
struct sign_of_life {
    std::string part;
    std::chrono::steady_clock::time_point last;
};

/// No part may be silent for longer: none has anything to do that takes a third of it.
inline constexpr std::chrono::seconds longest_silence{30};

/// One line for each part that has been silent for longer than that: "checker.io: silent for 45s".
[[nodiscard]] std::vector<std::string> silent_parts(
    std::vector<sign_of_life> const& signs, std::chrono::steady_clock::time_point now
);

/// The heartbeats of the threads that must turn. Thread-safe.
class vitals {
public:
    using clock = std::chrono::steady_clock;

    class part {
    public:
        part(std::string name, clock::time_point now) : name_(std::move(name)) { beat(now); }

        void beat(clock::time_point now = clock::now()) { last_ = now.time_since_epoch().count(); }

        [[nodiscard]] sign_of_life sign() const {
            return {name_, clock::time_point(clock::duration(last_.load()))};
        }

    private:
        std::string name_;
        std::atomic<clock::rep> last_{0};
    };

    /// A part that must beat from now on. It lives as long as this.
    [[nodiscard]] part& add(std::string name, clock::time_point now = clock::now());

    [[nodiscard]] std::vector<sign_of_life> signs() const;

private:
    mutable std::mutex mutex_;
    std::deque<part> parts_;  // which stay where they are
};

}  // namespace mailsonde::telemetry
