#include "shared/eventlog/runner.hpp"

#include <utility>

namespace mailsonde::eventlog {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

}  // namespace

runner::runner(
    engine& work, std::function<bool()> drained, std::function<void(turn_report const&)> turned
)
    : engine_(work), drained_(std::move(drained)), turned_(std::move(turned)) {}

runner::~runner() {
    stop(0ms);
}

result<void> runner::start() {
    auto const joined = engine_.join();
    if (joined) {
        thread_ = std::thread([this] { run(); });
    }
    return joined;
}

void runner::stop(milliseconds patience) {
    if (!thread_.joinable()) {
        return;
    }
    // A task like any other, so that those before it are run first and have a turn.
    post([this, until = steady::now() + patience] { give_up_at_ = until; });
    thread_.join();
}

steady::time_point runner::last_turn() const {
    return steady::time_point(steady::duration(last_turn_.load()));
}

void runner::hurry(milliseconds within) {
    inbox_.end_take_by(steady::time_point(steady::duration(turned_at_.load())) + within);
}

bool runner::is_over() {
    return give_up_at_ && ((engine_.settled() && drained_()) || steady::now() >= *give_up_at_);
}

bool runner::turn(std::size_t tasks) {
    auto const began = steady::now();
    auto const busy = engine_.turn();
    if (engine_.settled() && engine_.heard()) {
        last_turn_ = began.time_since_epoch().count();
    }
    if (turned_) {
        turned_({engine_.standing(), engine_.settled(), tasks, engine_.behind()});
    }
    return busy;
}

void runner::run() {
    auto busy = true;
    while (true) {
        auto const rest = give_up_at_ ? usual_rest : engine_.rest();
        turned_at_ = steady::now().time_since_epoch().count();
        auto const tasks = inbox_.take(busy ? 0ms : rest);
        for (auto const& task : tasks) {
            task();
        }
        busy = turn(tasks.size());
        if (is_over()) {
            break;
        }
    }
    engine_.leave();
}

}  // namespace mailsonde::eventlog
