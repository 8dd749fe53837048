#include "shared/telemetry/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>

namespace mailsonde::telemetry {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

struct process_facts {
    double cpu_seconds = 0;
    double started_after_boot = 0;  ///< seconds
    double virtual_bytes = 0;
    double resident_bytes = 0;
};

/// proc(5), /proc/pid/stat: fields are counted from 1, and the name, field 2, may hold blanks.
std::optional<process_facts> facts() {
    std::ifstream in("/proc/self/stat");
    std::string const line((std::istreambuf_iterator<char>(in)), {});
    auto const name_end = line.rfind(')');
    if (name_end == std::string::npos) {
        return std::nullopt;
    }
    std::istringstream fields(line.substr(name_end + 1));
    std::array<std::string, 25> field;
    for (std::size_t number = 3; number < field.size(); ++number) {
        if (!(fields >> field.at(number))) {
            return std::nullopt;
        }
    }
    auto const ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return process_facts{
        (std::stod(field[14]) + std::stod(field[15])) / ticks,
        std::stod(field[22]) / ticks,
        std::stod(field[23]),
        std::stod(field[24]) * static_cast<double>(::sysconf(_SC_PAGESIZE))
    };
}

/// Seconds since 1970.
std::optional<double> boot_time() {
    std::ifstream in("/proc/stat");
    for (std::string key; in >> key;) {
        if (double value = 0; key == "btime" && in >> value) {
            return value;
        }
    }
    return std::nullopt;
}

std::optional<double> open_descriptors() {
    std::error_code error;
    std::filesystem::directory_iterator const all("/proc/self/fd", error);
    if (error) {
        return std::nullopt;
    }
    // One of them is that of the iteration.
    return static_cast<double>(std::distance(begin(all), end(all))) - 1;
}

std::optional<double> most_descriptors() {
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0
               ? std::optional(static_cast<double>(limit.rlim_cur))
               : std::nullopt;
}

MetricFamily gauge(char const* name, char const* help, double value) {
    MetricFamily out{name, help, MetricType::Gauge, {}};
    out.metric.emplace_back().gauge.value = value;
    return out;
}

}  // namespace

std::vector<MetricFamily> process_families() {
    std::vector<MetricFamily> out;
    if (auto const known = facts()) {
        auto& cpu = out.emplace_back(MetricFamily{
            "process_cpu_seconds_total",
            "Processor time that the process has used.",
            MetricType::Counter,
            {}
        });
        cpu.metric.emplace_back().counter.value = known->cpu_seconds;
        out.push_back(gauge(
            "process_resident_memory_bytes",
            "Memory in use; what counts against a limit.",
            known->resident_bytes
        ));
        out.push_back(gauge(
            "process_virtual_memory_bytes",
            "Address space; large and harmless.",
            known->virtual_bytes
        ));
        if (auto const booted = boot_time()) {
            out.push_back(gauge(
                "process_start_time_seconds",
                "When the process began.",
                *booted + known->started_after_boot
            ));
        }
    }
    if (auto const open = open_descriptors()) {
        out.push_back(gauge("process_open_fds", "Open files and connections.", *open));
    }
    if (auto const most = most_descriptors()) {
        out.push_back(gauge("process_max_fds", "How many there may be.", *most));
    }
    return out;
}

}  // namespace mailsonde::telemetry
