#include "shared/telemetry/watchdog.hpp"

#include <utility>

namespace mailsonde::telemetry {

std::vector<std::string> silence_watch::look(std::vector<sign_of_life> const& signs) {
    std::vector<std::string> out;
    for (auto const& one : signs) {
        auto& known = known_[one.part];
        if (known.last != one.last) {
            known = {one.last, 0};
        } else if (++known.looks > patience_) {
            out.push_back(one.part);
        }
    }
    return out;
}

watchdog::watchdog(
    vitals const& of, options how, std::function<void(std::vector<std::string> const&)> hung
)
    : vitals_(of), options_(how), hung_(std::move(hung)), thread_([this] { run(); }) {}

watchdog::~watchdog() {
    {
        std::scoped_lock const lock(mutex_);
        over_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void watchdog::run() {
    silence_watch watch(options_.patience);
    std::unique_lock lock(mutex_);
    while (!ending_.wait_for(lock, options_.step, [this] { return over_; })) {
        if (auto const parts = watch.look(vitals_.signs()); !parts.empty()) {
            hung_(parts);
            return;
        }
    }
}

}  // namespace mailsonde::telemetry
