#include "cli/end_in_time.hpp"

#include <unistd.h>

#include <string_view>

namespace mailsonde::cli {

end_in_time::~end_in_time() {
    if (!thread_) {
        return;
    }
    {
        std::scoped_lock const lock(mutex_);
        over_ = true;
    }
    ending_.notify_all();
    thread_->join();
}

void end_in_time::begin(std::chrono::milliseconds patience, int status) {
    auto const until = std::chrono::steady_clock::now() + patience;
    thread_.emplace([this, until, status] { wait(until, status); });
}

void end_in_time::wait(std::chrono::steady_clock::time_point until, int status) {
    // Loggers may be gone by then.
    static constexpr std::string_view words =
        "mailsonde: ends without waiting any longer for the event log to answer; nothing is lost\n";
    std::unique_lock lock(mutex_);
    if (!ending_.wait_until(lock, until, [this] { return over_; })) {
        static_cast<void>(::write(STDERR_FILENO, words.data(), words.size()));
        ::_exit(status);
    }
}

}  // namespace mailsonde::cli
