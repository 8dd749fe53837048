#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace mailsonde {

/// Hands values from any thread to the one that owns the inbox.
template <class T>
class inbox {
public:
    using clock = std::chrono::steady_clock;

    void push(T value) {
        {
            std::scoped_lock const lock(mutex_);
            values_.push_back(std::move(value));
        }
        filled_.notify_one();
    }

    /// All that is there, in its order; waits for the first one up to `patience`.
    [[nodiscard]] std::vector<T> take(std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        auto until = clock::now() + patience;
        while (values_.empty()) {
            until = std::min(until, limit_.value_or(until));
            if (clock::now() >= until) {
                break;
            }
            waits_until_ = until;
            filled_.wait_until(lock, until);
        }
        waits_until_.reset();
        limit_.reset();
        return std::exchange(values_, {});
    }

    /// The take under way, or else the next one, ends then at the latest.
    void end_take_by(clock::time_point at) {
        auto waits = false;
        {
            std::scoped_lock const lock(mutex_);
            limit_ = std::min(at, limit_.value_or(at));
            waits = waits_until_ && at < *waits_until_;
        }
        if (waits) {
            filled_.notify_one();
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable filled_;
    std::vector<T> values_;
    std::optional<clock::time_point> limit_;        ///< of the take under way or the next one
    std::optional<clock::time_point> waits_until_;  ///< the owner, right now
};

}  // namespace mailsonde
