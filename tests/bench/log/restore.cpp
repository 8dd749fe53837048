#include "tests/bench/log/restore.hpp"

#include "tests/bench/log/checker.hpp"
#include "tests/bench/log/measure.hpp"
#include "tests/bench/log/pending.hpp"

#include <future>
#include <optional>

namespace mailsonde::bench {
namespace {

figures restore(log_opener const& open) {
    auto const base = peak_mib();
    auto const begin = steady::now();
    auto const log = open();
    no_mailboxes port;
    steady::time_point assigned;
    auto is_over = false;
    std::promise<figures> answer;
    checker_setup setup;
    setup.config = std::make_shared<config::config const>(bench_config());
    setup.observer.assigned = [&](std::vector<int> const&) { assigned = steady::now(); };
    setup.turned = [&](eventlog::turn_report const& report) {
        if (report.settled && !is_over) {
            is_over = true;
            answer.set_value(
                {seconds_since(begin), seconds_since(assigned), peak_mib(), base, cpu_seconds()}
            );
        }
    };
    bench_checker checker(*log, port, std::move(setup));
    checker.start();
    auto found = answer.get_future().get();
    checker.stop();
    return found;
}

}  // namespace

restore_figures restore_pending(
    log_opener const& open, std::function<double()> const& bare, std::size_t mails
) {
    static_cast<void>(in_child([&] {
        fill_pending(*open(), model::topics(bench_config().topic_prefix), mails);
        return figures();
    }));
    auto const alone = in_child([&] { return figures{bare()}; });
    auto const found = in_child([&] { return restore(open); });
    return {
        .seconds = found.at(0),
        .reading = found.at(1),
        .cpu_seconds = found.at(4),
        .bare_seconds = alone.at(0),
        .peak_mib = found.at(2),
        .base_mib = found.at(3)
    };
}

}  // namespace mailsonde::bench
