#include "cli/once.hpp"

#include "checker-service/checker_service.hpp"
#include "cli/load.hpp"
#include "cli/once_report.hpp"
#include "cli/once_settings.hpp"
#include "cli/signal_gate.hpp"
#include "sender-service/sender_service.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/memory_log.hpp"
#include "shared/model/topics.hpp"
#include "shared/telemetry/logger.hpp"
#include "shared/telemetry/metrics.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr milliseconds step = 50ms;
constexpr milliseconds removal_limit = 15s;  // beyond the verdict
constexpr milliseconds patience = 2s;

/// One round trip under way.
class round_trip {
public:
    explicit round_trip(std::shared_ptr<config::config const> config)
        : config_(std::move(config)),
          topics_(config_->topic_prefix),
          log_(eventlog::make_memory_log()),
          logger_(telemetry::level::error, telemetry::log_format::text),
          checker_(*log_, {.config = config_}, {logger_, metrics_, vitals_, readiness_}),
          sender_(
              *log_, {.config = config_, .once = true}, {logger_, metrics_, vitals_, readiness_}
          ) {}

    result<void> start() {
        if (auto const ready = log_->ensure_topics(eventlog::topic_plan(topics_)); !ready) {
            return ready;
        }
        if (auto const started = checker_.start(); !started) {
            return started;
        }
        return sender_.start();
    }

    void stop() {
        sender_.stop(patience);
        checker_.stop(patience);
    }

    /// What has happened so far, by mailbox.
    std::map<std::string, once_story> stories() {
        std::map<std::string, once_story> out;
        for (auto const& [mailbox, ignored] : config_->mailboxes) {
            auto& story = out[mailbox];
            for (auto const* const topic : {&topics_.mail, &topics_.result}) {
                for (auto const& stored : records(*topic, mailbox)) {
                    auto const event = eventlog::event_of(stored);
                    if (event && stored.data.key == mailbox) {
                        story.add(*event);
                    }
                }
            }
        }
        return out;
    }

    /// A mail that was found is still to be deleted.
    bool is_deleting() {
        return std::any_of(
            config_->mailboxes.begin(),
            config_->mailboxes.end(),
            [this](auto const& one) {
                std::map<std::string, model::mail_stage> stages;
                for (auto const& stored : records(topics_.checker_state, one.first)) {
                    auto const mail =
                        model::from_json<model::mail_state>(stored.data.value.value_or(""));
                    if (mail) {
                        stages[mail->mail.mail_id] = mail->stage;
                    }
                }
                return std::any_of(stages.begin(), stages.end(), [](auto const& mail) {
                    return mail.second == model::mail_stage::deleting;
                });
            }
        );
    }

private:
    std::vector<eventlog::stored_record> records(
        std::string const& topic, std::string const& mailbox
    ) {
        auto got = log_->restore(topic, model::partition_of(mailbox), 0);
        return got ? std::move(got->records) : std::vector<eventlog::stored_record>();
    }

    std::shared_ptr<config::config const> config_;
    model::topics topics_;
    std::unique_ptr<eventlog::log> log_;
    telemetry::logger logger_;
    telemetry::metrics metrics_;
    telemetry::vitals vitals_;
    telemetry::readiness readiness_;
    checker::checker_service checker_;
    sender::sender_service sender_;
};

bool is_over(std::map<std::string, once_story> const& stories) {
    return std::all_of(stories.begin(), stories.end(), [](auto const& one) {
        return one.second.is_over();
    });
}

once_answer travel(
    std::shared_ptr<config::config const> const& config,
    once_options const& options,
    signal_gate const& signals
) {
    round_trip trip(config);
    if (auto const started = trip.start(); !started) {
        return once_unknown(started.error().text());
    }
    auto const give_up_at = steady::now() + options.timeout + removal_limit;
    auto stories = trip.stories();
    while (!is_over(stories) || trip.is_deleting()) {
        if (signals.wait(step)) {
            trip.stop();
            return once_unknown("interrupted");
        }
        if (steady::now() > give_up_at) {
            break;
        }
        stories = trip.stories();
    }
    trip.stop();
    return once_report(config->probes.at(options.probe), stories);
}

once_answer answer_for(once_options const& options, surroundings const& io) {
    signal_gate const signals;
    auto const loaded = load_or_report(options.config, io);
    if (!loaded) {
        return once_unknown("the configuration has problems; mailsonde check tells them");
    }
    if (!loaded->probes.contains(options.probe)) {
        return once_unknown("the configuration has no probe " + options.probe);
    }
    auto const only = std::make_shared<config::config const>(
        once_settings(*loaded, options.probe, options.timeout)
    );
    return travel(only, options, signals);
}

}  // namespace

int run_once(once_options const& options, surroundings const& io) {
    auto const answer = answer_for(options, io);
    io.out << answer.text;
    return static_cast<int>(answer.status);
}

}  // namespace mailsonde::cli
