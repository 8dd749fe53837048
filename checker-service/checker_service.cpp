#include "checker-service/checker_service.hpp"

#include "shared/clients/log_observer.hpp"
#include "shared/config/changes.hpp"
#include "shared/model/topics.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;

constexpr auto last_goodbye = 2s;
constexpr milliseconds longest_hurry = 250ms;

eventlog::engine_options engine_options_for(checker_options const& options) {
    auto const& config = *options.config;
    model::topics const topics(config.topic_prefix);
    eventlog::engine_options out;
    out.group = {config.topic_prefix + "-checker", topics.mail};
    if (config.kafka) {
        out.group.session_timeout = config.kafka->session_timeout;
    }
    out.state_topic = topics.checker_state;
    out.longest_rest = options.longest_rest;
    return out;
}

/// Soon enough for the first look to begin in time; what is written meanwhile is taken together.
milliseconds hurry_within(config::config const& config) {
    auto out = longest_hurry;
    for (auto const& [name, probe] : config.probes) {
        out = std::min(out, probe.grace / 2);
    }
    return out;
}

}  // namespace

checker_service::checker_service(
    eventlog::log& log, checker_options const& options, telemetry::instruments const& with
)
    : config_(options.config),
      hurry_within_(hurry_within(*config_).count()),
      observers_(clients::observers_for("checker", with)),
      io_(clients::coroutine_observer(with.logger), observers_.alive),
      mailboxes_(
          io_,
          with.logger,
          config_,
          {[this](std::string const& mailbox, epoch when, clients::look_report const& report) {
               runner_.post([this, mailbox, when, report] { core_.looked(mailbox, when, report); });
           },
           [this](
               std::string const& mailbox,
               epoch when,
               result<std::vector<clients::removal_outcome>> const& outcomes
           ) {
               runner_.post([this, mailbox, when, outcomes] {
                   core_.removed(mailbox, when, outcomes);
               });
           }}
      ),
      core_(options, mailboxes_, with.logger, with.metrics),
      engine_(log, engine_options_for(options), core_, observers_.engine),
      runner_(engine_, [this] { return core_.visits() == 0; }, observers_.turned) {}

checker_service::~checker_service() {
    stop(0ms);
}

result<void> checker_service::start() {
    io_.start();
    return runner_.start();
}

void checker_service::configure(std::shared_ptr<config::config const> const& config) {
    auto const relogin = config::changed_mailboxes(*config_, *config);
    config_ = config;
    hurry_within_ = hurry_within(*config).count();
    mailboxes_.configure(config);
    runner_.post([this, config, relogin] { core_.configure(config, relogin); });
}

void checker_service::stop(milliseconds patience) {
    runner_.post([this] { core_.stop(); });
    runner_.stop(patience);
    io_.stop(patience > 0ms ? milliseconds(last_goodbye) : 0ms);
}

}  // namespace mailsonde::checker
