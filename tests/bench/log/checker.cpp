#include "tests/bench/log/checker.hpp"

#include "shared/model/topics.hpp"

#include <utility>

namespace mailsonde::bench {
namespace {

eventlog::engine_options options_for(checker_setup const& setup) {
    model::topics const topics(setup.config->topic_prefix);
    eventlog::engine_options out;
    out.group = {setup.config->topic_prefix + "-checker", topics.mail, setup.session_timeout};
    out.state_topic = topics.checker_state;
    return out;
}

}  // namespace

bench_checker::bench_checker(
    eventlog::log& log, checker::mailbox_port& mailboxes, checker_setup setup
)
    : core_({.config = setup.config}, mailboxes, quiet_, metrics_),
      engine_(log, options_for(setup), core_, std::move(setup.observer)),
      runner_(engine_, [] { return true; }, std::move(setup.turned)) {}

config::config bench_config(std::string const& prefix) {
    config::config out;
    out.topic_prefix = prefix;
    out.instance = "bench";
    return out;
}

}  // namespace mailsonde::bench
