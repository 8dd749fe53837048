#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <vector>

/// What figures are made of.
namespace mailsonde::bench {

using steady = std::chrono::steady_clock;

inline double seconds_since(steady::time_point begin) {
    return std::chrono::duration<double>(steady::now() - begin).count();
}

/// Of this process: all its threads, in user and kernel mode.
inline double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

inline double peak_mib() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

/// @param share  0.5 for the median
inline double at_share(std::vector<double> values, double share) {
    auto const last = static_cast<double>(values.size() - 1);
    auto const nth = values.begin() + static_cast<std::ptrdiff_t>(std::floor(last * share + 0.5));
    std::ranges::nth_element(values, nth);
    return *nth;
}

inline double median(std::vector<double> const& values) {
    return at_share(values, 0.5);
}

inline double rounded(double value, double to) {
    return std::round(value / to) * to;
}

}  // namespace mailsonde::bench
