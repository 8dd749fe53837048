#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace mailsonde {

/// Hands values from any thread to the one that owns the inbox.
template <class T>
class inbox {
public:
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
        filled_.wait_for(lock, patience, [this] { return !values_.empty(); });
        return std::exchange(values_, {});
    }

private:
    std::mutex mutex_;
    std::condition_variable filled_;
    std::vector<T> values_;
};

}  // namespace mailsonde
