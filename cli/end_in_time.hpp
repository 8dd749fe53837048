#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace mailsonde::cli {

/// Ends the process if an orderly end takes too long, as with brokers that don't answer: what
/// counts is in the event log, and an end at any moment loses nothing of it. To be made before all
/// that may hang, so that it is destroyed last.
class end_in_time {
public:
    end_in_time() = default;
    end_in_time(end_in_time const&) = delete;
    end_in_time& operator=(end_in_time const&) = delete;
    ~end_in_time();

    /// From now on; once.
    /// @param status  the process's exit status then
    void begin(std::chrono::milliseconds patience, int status);

private:
    void wait(std::chrono::steady_clock::time_point until, int status);

    std::mutex mutex_;
    std::condition_variable ending_;
    bool over_ = false;
    std::optional<std::thread> thread_;
};

}  // namespace mailsonde::cli
