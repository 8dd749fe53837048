#include "sender-service/sender_service.hpp"

#include "shared/clients/log_observer.hpp"
#include "shared/model/topics.hpp"

#include <chrono>
#include <utility>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr auto last_goodbye = 2s;
/// On the embedded log; brokers want to be asked more often, or a rebalance takes longer.
constexpr milliseconds longest_rest = 500ms;

eventlog::engine_options engine_options_for(config::config const& config) {
    auto const topic = model::topics(config.topic_prefix).sender_state;
    eventlog::engine_options out;
    out.group = {config.topic_prefix + "-sender", topic};
    if (config.kafka) {
        out.group.session_timeout = config.kafka->session_timeout;
    } else {
        out.longest_rest = longest_rest;
    }
    out.state_topic = topic;
    out.takes_records = false;
    return out;
}

/// @return `told`, which calls `committed`, too
eventlog::engine_observer with_committed(
    eventlog::engine_observer told, std::function<void()> committed
) {
    if (committed) {
        told.committed = [first = std::move(told.committed), then = std::move(committed)](
                             eventlog::commit_result const& done, milliseconds took
                         ) {
            first(done, took);
            then();
        };
    }
    return told;
}

}  // namespace

sender_service::sender_service(
    eventlog::log& log, sender_options const& options, telemetry::instruments const& with
)
    : config_(options.config),
      observers_(clients::observers_for("sender", with)),
      io_(clients::coroutine_observer(with.logger), observers_.alive),
      relays_(
          io_,
          with.logger,
          config_,
          [this](
              std::string const& mail_id, std::string const& route, clients::attempt const& attempt
          ) {
              runner_.post([this, mail_id, route, attempt] {
                  core_.attempted(mail_id, route, attempt);
              });
          },
          [this] {
              // Later, another sender may own the probe. A turn does not renew the lease before a
              // third of it has passed, so that two thirds are certain.
              return steady::now() - runner_.last_turn() <
                     engine_options_for(*config_).group.session_timeout / 2;
          }
      ),
      core_(options, relays_, with.logger, with.metrics),
      engine_(
          log,
          engine_options_for(*config_),
          core_,
          with_committed(observers_.engine, options.committed)
      ),
      runner_(engine_, [this] { return core_.in_flight() == 0; }, observers_.turned) {}

sender_service::~sender_service() {
    stop(0ms);
}

result<void> sender_service::start() {
    io_.start();
    return runner_.start();
}

void sender_service::configure(std::shared_ptr<config::config const> const& config) {
    relays_.configure(config);
    runner_.post([this, config] { core_.configure(config); });
}

void sender_service::stop(milliseconds patience) {
    runner_.post([this] { core_.stop(); });
    runner_.stop(patience);
    io_.stop(patience > 0ms ? milliseconds(last_goodbye) : 0ms);
}

}  // namespace mailsonde::sender
