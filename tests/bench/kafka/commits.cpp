#include "tests/bench/kafka/commits.hpp"

#include "tests/bench/kafka/bare_producer.hpp"
#include "tests/bench/kafka/results.hpp"
#include "tests/bench/log/child.hpp"
#include "tests/bench/log/measure.hpp"
#include "tests/bench/log/participant.hpp"

namespace mailsonde::bench {
namespace {

/// The first ones find out about the cluster.
constexpr auto warm_up = 5;

commit_figures measured(
    result_load const& load,
    std::function<void(std::function<void(std::function<void()> const&)> const&)> const& with
) {
    auto const found = in_child([&] {
        std::vector<double> times;
        auto cpu = 0.0;
        auto seconds = 0.0;
        with([&](std::function<void()> const& commit) {
            for (auto i = 0; i < warm_up; ++i) {
                commit();
            }
            auto const cpu_before = cpu_seconds();
            auto const begin = steady::now();
            while (steady::now() < begin + load.duration) {
                auto const one = steady::now();
                commit();
                times.push_back(seconds_since(one) * 1e3);
            }
            seconds = seconds_since(begin);
            cpu = cpu_seconds() - cpu_before;
        });
        auto const commits = static_cast<double>(times.size());
        auto const results = commits * static_cast<double>(load.results);
        return figures{
            results / seconds, cpu * 1e6 / results, median(times), at_share(times, 0.99), commits
        };
    });
    return {found.at(0), found.at(1), found.at(2), found.at(3), found.at(4)};
}

}  // namespace

commit_figures log_results(result_load const& load) {
    return measured(load, [&load](auto const& run) {
        model::topics const topics(load.prefix);
        results work(topics, load.results);
        auto const log = eventlog::open_kafka_log(load.kafka).value();
        participant checker(*log, {load.prefix + "-checker", topics.mail});
        run([&] { checker.commit(work.next()); });
    });
}

commit_figures bare_results(result_load const& load) {
    return measured(load, [&load](auto const& run) {
        model::topics const topics(load.prefix);
        results work(topics, load.results);
        bare_producer by(load.kafka.brokers, load.prefix + "-bare");
        run([&] { by.commit(work.next()); });
    });
}

}  // namespace mailsonde::bench
