#pragma once

#include "shared/core/inbox.hpp"
#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/eventlog/engine.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <thread>

namespace mailsonde::eventlog {

/// What one turn of a runner left behind.
struct turn_report {
    engine_standing standing = engine_standing::unassigned;
    bool settled = false;     ///< see engine::settled
    std::size_t tasks = 0;    ///< that were posted before it, and were run
    std::int64_t behind = 0;  ///< see member::behind
};

/// The thread of an engine, and the way for others to reach its processor.
class runner {
public:
    /// @param drained  asked on the engine's thread while stopping: is everything brought to an
    /// end?
    /// @param turned  told on the engine's thread after each turn, at least every few 100 ms unless
    /// the log keeps it waiting; may be empty
    runner(
        engine& work,
        std::function<bool()> drained,
        std::function<void(turn_report const&)> turned = {}
    );
    runner(runner const&) = delete;
    runner& operator=(runner const&) = delete;
    ~runner();

    /// Joins the group and starts the thread.
    /// @errors those of engine::join
    [[nodiscard]] result<void> start();

    /// Runs `task` on the engine's thread, before its next turn. From any thread; dropped after the
    /// end.
    void post(std::function<void()> task) { inbox_.push(std::move(task)); }

    /// There may be new records: the next turn is not later than `within` behind the last one. From
    /// any thread.
    void hurry(milliseconds within);

    /// Goes on until `drained` and all is committed, for `patience` at most, then leaves the group.
    void stop(milliseconds patience);

    /// When the last turn began that ended with an assignment and nothing outstanding: the sign of
    /// life that the group sees. The lease holds for two thirds of its timeout from then on, at
    /// least.
    [[nodiscard]] std::chrono::steady_clock::time_point last_turn() const;

private:
    void run();
    bool turn(std::size_t tasks);
    [[nodiscard]] bool is_over();

    engine& engine_;
    std::function<bool()> drained_;
    std::function<void(turn_report const&)> turned_;
    inbox<std::function<void()>> inbox_;
    std::atomic<std::chrono::steady_clock::rep> last_turn_{0};
    std::atomic<std::chrono::steady_clock::rep> turned_at_{0};         ///< behind the last one
    std::optional<std::chrono::steady_clock::time_point> give_up_at_;  ///< set: stopping
    std::thread thread_;
};

}  // namespace mailsonde::eventlog
