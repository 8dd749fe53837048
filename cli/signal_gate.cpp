#include "cli/signal_gate.hpp"

namespace mailsonde::cli {

signal_gate::signal_gate() {
    sigemptyset(&ours_);
    sigaddset(&ours_, SIGINT);
    sigaddset(&ours_, SIGTERM);
    sigaddset(&ours_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ours_, &before_);
}

signal_gate::~signal_gate() {
    // A signal that came while we were ending anyway must not turn a good end into a bad one.
    while (wait(milliseconds(0))) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> signal_gate::wait(milliseconds patience) const {
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
    timespec limit{};
    limit.tv_sec = seconds.count();
    limit.tv_nsec = std::chrono::nanoseconds(patience - seconds).count();
    auto const signal = sigtimedwait(&ours_, nullptr, &limit);
    return signal > 0 ? std::optional(signal) : std::nullopt;
}

}  // namespace mailsonde::cli
