#include "tests/bench/kafka/rebalance.hpp"

#include "shared/model/topics.hpp"
#include "tests/bench/log/checker.hpp"
#include "tests/bench/log/child.hpp"
#include "tests/bench/log/measure.hpp"

#include <atomic>
#include <chrono>

namespace mailsonde::bench {
namespace {

/// The clock is that of all processes.
double now() {
    return std::chrono::duration<double>(steady::now().time_since_epoch()).count();
}

/// Tells each time that all it was assigned is restored: how many partitions, when it was assigned
/// them, and when it was done.
void check_until_told(
    rebalance_load const& load, std::string const& replica, parent_link const& parent
) {
    auto kafka = load.kafka;
    kafka.replica = replica;
    auto const log = eventlog::open_kafka_log(kafka).value();
    no_mailboxes port;
    checker_setup setup;
    auto partitions = 0.0;
    auto assigned = 0.0;
    setup.config = std::make_shared<config::config const>(bench_config(load.prefix));
    setup.session_timeout = load.session_timeout;
    setup.observer.assigned = [&](std::vector<int> const& given) {
        partitions = static_cast<double>(given.size());
        assigned = now();
    };
    setup.turned = [&](eventlog::turn_report const& report) {
        if (report.settled && partitions > 0) {
            parent.tell({partitions, assigned, now()});
            partitions = 0;
        }
    };
    bench_checker checker(*log, port, std::move(setup));
    checker.start();
    parent.await_word();
    checker.stop();
}

rebalance_figures await_partitions(child& of, int count, double since) {
    while (true) {
        auto const found = of.hear(3);
        if (static_cast<int>(found.at(0)) == count) {
            return {found.at(2) - since, found.at(2) - found.at(1)};
        }
    }
}

}  // namespace

rebalance_figures rebalance(rebalance_load const& load, ending how) {
    auto const begin = now();
    child other([&](parent_link const& parent) { check_until_told(load, "stays", parent); });
    static_cast<void>(await_partitions(other, model::partition_count, begin));
    child one([&](parent_link const& parent) { check_until_told(load, "ends", parent); });
    static_cast<void>(await_partitions(other, model::partition_count / 2, begin));
    static_cast<void>(await_partitions(one, model::partition_count / 2, begin));
    auto const end = now();
    if (how == ending::killed) {
        one.kill();
    } else {
        one.say();
    }
    auto const out = await_partitions(other, model::partition_count, end);
    other.say();
    static_cast<void>(other.finish());
    return out;
}

}  // namespace mailsonde::bench
