#include "shared/telemetry/metrics.hpp"
#include "tests/unit/telemetry/pages.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <vector>

namespace mailsonde::telemetry {
namespace {

/// The value of a metric without labels; -1 if there is none.
double value_of(std::string const& name) {
    auto const page = "\n" + metrics().render();
    auto const at = page.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(page.substr(at + name.size() + 2));
}

TEST(ProcessMetrics, SayWhenTheProcessBegan) {
    auto const now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    auto const began = value_of("process_start_time_seconds");
    EXPECT_LE(began, now + 60) << "the boot time is not exact";
    EXPECT_GE(began, now - 3600) << "this test does not take an hour";
}

TEST(ProcessMetrics, CountDescriptors) {
    auto const before = value_of("process_open_fds");
    EXPECT_GE(before, 3);
    std::vector<int> opened;
    for (auto i = 0; i < 5; ++i) {
        opened.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    }
    EXPECT_EQ(value_of("process_open_fds"), before + 5);
    for (auto const one : opened) {
        ::close(one);
    }
    EXPECT_EQ(value_of("process_open_fds"), before);
    EXPECT_GE(value_of("process_max_fds"), before);
}

TEST(ProcessMetrics, MeasureTimeAndMemory) {
    auto const before = value_of("process_cpu_seconds_total");
    EXPECT_GE(before, 0);
    while (value_of("process_cpu_seconds_total") <= before) {
    }
    auto const resident = value_of("process_resident_memory_bytes");
    EXPECT_GE(resident, 1024 * 1024);
    EXPECT_GE(value_of("process_virtual_memory_bytes"), resident);
    std::vector<char> const ballast(64UL * 1024 * 1024, 'x');
    EXPECT_GE(value_of("process_resident_memory_bytes"), resident + 32.0 * 1024 * 1024)
        << ballast.back();
}

}  // namespace
}  // namespace mailsonde::telemetry
