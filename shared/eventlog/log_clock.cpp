#include "shared/eventlog/log_clock.hpp"

#include <ctime>
#include <fstream>

namespace mailsonde::eventlog {

milliseconds time_since_boot() {
    timespec now{};
    // Can't fail: the clock exists since Linux 2.6.39 and the pointer is good.
    static_cast<void>(clock_gettime(CLOCK_BOOTTIME, &now));
    return std::chrono::duration_cast<milliseconds>(
        std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec)
    );
}

std::string current_boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

}  // namespace mailsonde::eventlog
