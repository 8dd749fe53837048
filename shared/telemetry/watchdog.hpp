#pragma once

#include "shared/telemetry/vitals.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace mailsonde::telemetry {

/// Counts for how many looks each part has not beaten. Looks and not time: while the whole process
/// was stopped nobody looked, and nobody is to blame.
class silence_watch {
public:
    explicit silence_watch(int patience) : patience_(patience) {}

    /// @return the parts that have been silent for more looks than the patience lasts
    [[nodiscard]] std::vector<std::string> look(std::vector<sign_of_life> const& signs);

private:
    struct silence {
        std::chrono::steady_clock::time_point last;
        int looks = 0;
    };

    int patience_;
    std::map<std::string, silence> known_;
};

/// A thread that reports parts which hang for good, once. Some calls of librdkafka may never return
/// whatever timeout they get (its issues 5456 and 5511), and nothing but a new process helps then.
class watchdog {
public:
    struct options {
        std::chrono::milliseconds step = std::chrono::seconds(1);
        /// In steps; twice the silence that /healthz tolerates, so that who watches that is first.
        int patience = 60;
    };

    /// @param hung  gets the parts; called on the watchdog's thread. `of` outlives this
    watchdog(
        vitals const& of,
        options how,
        std::function<void(std::vector<std::string> const& parts)> hung
    );
    watchdog(watchdog const&) = delete;
    watchdog& operator=(watchdog const&) = delete;
    ~watchdog();

private:
    void run();

    vitals const& vitals_;
    options options_;
    std::function<void(std::vector<std::string> const&)> hung_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool over_ = false;
    std::thread thread_;  // last: it uses the others
};

}  // namespace mailsonde::telemetry
