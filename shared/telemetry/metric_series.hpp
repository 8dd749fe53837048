#pragma once

// Included by this library's .cpp files only: the metrics library stays inside.

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>

namespace mailsonde::telemetry {

/// A metric that knows its series, so that those of a name that left the configuration can go.
/// Not thread-safe: a series must not go while it is counted on.
template <class TMetric>
class series {
public:
    explicit series(prometheus::Family<TMetric>& family) : family_(family) {}

    /// Makes it if it is new.
    template <class... TArgs>
    TMetric& at(prometheus::Labels const& labels, TArgs const&... args) {
        auto& known = known_[labels];
        if (known == nullptr) {
            known = &family_.Add(labels, args...);
        }
        return *known;
    }

    template <class Wanted>
    void keep_only(Wanted wanted) {
        std::erase_if(known_, [&](auto const& one) {
            auto const goes = !wanted(one.first);
            if (goes) {
                family_.Remove(one.second);
            }
            return goes;
        });
    }

    template <class Use>
    void for_each(Use use) {
        for (auto& [labels, one] : known_) {
            use(*one);
        }
    }

private:
    prometheus::Family<TMetric>& family_;
    std::map<prometheus::Labels, TMetric*> known_;
};

using counters = series<prometheus::Counter>;
using gauges = series<prometheus::Gauge>;
using histograms = series<prometheus::Histogram>;

inline counters counter_family(prometheus::Registry& in, char const* name, char const* help) {
    return counters(prometheus::BuildCounter().Name(name).Help(help).Register(in));
}

inline gauges gauge_family(prometheus::Registry& in, char const* name, char const* help) {
    return gauges(prometheus::BuildGauge().Name(name).Help(help).Register(in));
}

inline histograms histogram_family(prometheus::Registry& in, char const* name, char const* help) {
    return histograms(prometheus::BuildHistogram().Name(name).Help(help).Register(in));
}

}  // namespace mailsonde::telemetry
