#include "shared/eventlog/kafka_log.hpp"

#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/kafka_member.hpp"
#include "shared/eventlog/kafka_reader.hpp"
#include "shared/eventlog/kafka_topics.hpp"
#include "shared/eventlog/validation.hpp"

#include <mutex>
#include <utility>

namespace mailsonde::eventlog {
namespace {

class kafka_log final : public log {
public:
    explicit kafka_log(kafka_options options)
        : options_(std::move(options)),
          topics_(std::make_shared<kafka::topic_directory>(options_)),
          reader_(options_) {}

    result<void> ensure_topics(std::vector<topic_options> const& topics) override {
        return topics_->ensure(topics);
    }

    result<std::unique_ptr<member>> join(group_options const& options, assignment_listener listener)
        override {
        if (auto const valid = check_options(options); !valid) {
            return valid.error();
        }
        auto made =
            std::make_unique<kafka::kafka_member>(options_, options, std::move(listener), topics_);
        if (auto const fits = made->check(); !fits && !may_pass(fits.error())) {
            return fits.error();
        }
        return std::unique_ptr<member>(std::move(made));
    }

    // Brokers forget those of a group that nobody was in for a week, and operators set them anew.
    bool keeps_positions() const override { return false; }

    result<restored> restore(std::string const& topic, int partition, offset from) override {
        auto const known = topics_->find(topic);
        if (!known) {
            return known.error();
        }
        if (partition < 0 || partition >= known->partitions) {
            return no_such(topic, partition);
        }
        std::scoped_lock const lock(mutex_);
        return reader_.read(topic, partition, from);
    }

    result<void> clean_up() override { return {}; }

private:
    /// The member tries again with each poll: it doesn't matter who was started first.
    static bool may_pass(failure const& why) {
        return why.code == eventlog_errc::unreachable || why.code == eventlog_errc::busy;
    }

    kafka_options options_;
    std::shared_ptr<kafka::topic_directory> topics_;
    std::mutex mutex_;
    kafka::reader reader_;
};

}  // namespace

result<std::unique_ptr<log>> open_kafka_log(kafka_options options) {
    // Says at once what librdkafka refuses.
    if (auto const probe = kafka::client::make(RD_KAFKA_PRODUCER, options, {}); !probe) {
        return probe.error();
    }
    return std::unique_ptr<log>(std::make_unique<kafka_log>(std::move(options)));
}

result<void> verify_kafka_topics(
    kafka_options const& options, std::vector<topic_options> const& topics
) {
    kafka::admin cluster(options);
    for (auto const& wanted : topics) {
        auto const found = cluster.wait_for_topic(wanted.name);
        if (!found) {
            return found.error();
        }
        auto const& there = *found;
        if (!there) {
            return fail(eventlog_errc::unknown_topic, wanted.name);
        }
        if (auto const fits = kafka::check_topic(*there, wanted, options.replication); !fits) {
            return fits;
        }
    }
    return {};
}

}  // namespace mailsonde::eventlog
