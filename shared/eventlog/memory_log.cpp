#include "shared/eventlog/memory_log.hpp"

#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/group_member.hpp"
#include "shared/eventlog/validation.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace mailsonde::eventlog {
namespace {

constexpr milliseconds tombstone_life = std::chrono::hours(24);

struct partition_data {
    std::vector<stored_record> records;
    offset end = 0;
};

struct topic_data {
    topic_options options;
    std::vector<partition_data> partitions;
};

struct group_data {
    std::string topic;
    group_rows rows;
    std::map<std::pair<std::string, int>, offset> positions;
};

struct shared_state {
    std::mutex mutex;
    log_clock clock;
    std::map<std::string, topic_data> topics;
    std::map<std::string, group_data> groups;
    std::uint64_t changes = 1;

    [[nodiscard]] topic_options const* find_topic(std::string const& name) const {
        auto const found = topics.find(name);
        return found == topics.end() ? nullptr : &found->second.options;
    }
};

std::vector<stored_record> read(
    partition_data const& from, offset first, std::size_t limit = SIZE_MAX
) {
    auto at = std::ranges::lower_bound(from.records, first, {}, &stored_record::offset);
    std::vector<stored_record> out;
    for (; at != from.records.end() && out.size() < limit; ++at) {
        out.push_back(*at);
    }
    return out;
}

void append(shared_state& state, transaction const& work) {
    std::set<partition_data*> touched;
    auto const now = state.clock.wall();
    for (auto const& one : work.appends) {
        auto& to =
            state.topics.at(one.topic).partitions.at(static_cast<std::size_t>(one.partition));
        to.records.push_back({to.end++, now, one});
        touched.insert(&to);
    }
    for (auto* const one : touched) {
        ++one->end;  // a gap after each transaction, as Apache Kafka's markers leave one
    }
}

void compact(partition_data& in, instant now) {
    std::map<std::string, offset> newest;
    for (auto const& one : in.records) {
        newest[one.data.key.value_or("")] = one.offset;
    }
    std::erase_if(in.records, [&](stored_record const& one) {
        auto const superseded = newest.at(one.data.key.value_or("")) != one.offset;
        return superseded || (!one.data.value && one.timestamp + tombstone_life <= now);
    });
}

class memory_store final : public group_store {
public:
    memory_store(std::shared_ptr<shared_state> state, std::string group, std::string topic)
        : state_(std::move(state)), group_(std::move(group)), topic_(std::move(topic)) {}

    result<bool> changed() override {
        std::scoped_lock const lock(state_->mutex);
        return std::exchange(seen_, state_->changes) != state_->changes;
    }

    result<group_rows> read() override {
        std::scoped_lock const lock(state_->mutex);
        return group().rows;
    }

    result<group_rows> update(std::function<void(group_rows&)> const& change) override {
        std::scoped_lock const lock(state_->mutex);
        change(group().rows);
        ++state_->changes;
        return group().rows;
    }

    result<std::vector<offset>> ends() override {
        std::scoped_lock const lock(state_->mutex);
        std::vector<offset> out;
        for (auto const& one : state_->topics.at(topic_).partitions) {
            out.push_back(one.end);
        }
        return out;
    }

    result<std::vector<stored_record>> fetch(int partition, offset from, std::size_t limit)
        override {
        std::scoped_lock const lock(state_->mutex);
        auto const& partitions = state_->topics.at(topic_).partitions;
        return eventlog::read(partitions.at(static_cast<std::size_t>(partition)), from, limit);
    }

    result<std::optional<offset>> committed(int partition) override {
        std::scoped_lock const lock(state_->mutex);
        auto const found = group().positions.find({topic_, partition});
        return found == group().positions.end() ? std::nullopt : std::optional(found->second);
    }

    commit_result commit(transaction const& work, membership held) override {
        std::scoped_lock const lock(state_->mutex);
        auto const row = find_member(group().rows, held.member);
        if (!may_commit(row, held, state_->clock.since_boot())) {
            return {
                .outcome = commit_outcome::fenced, .detail = "the member was removed from its group"
            };
        }
        auto reason = why_malformed(work, [this](std::string const& name) {
            return state_->find_topic(name);
        });
        if (!reason.empty()) {
            return {.outcome = commit_outcome::aborted, .detail = std::move(reason)};
        }
        append(*state_, work);
        for (auto const& one : work.advances) {
            group().positions[{one.topic, one.partition}] = one.next;
        }
        ++state_->changes;
        return {.outcome = commit_outcome::ok, .detail = {}};
    }

    void close() override {}

private:
    group_data& group() { return state_->groups.at(group_); }

    std::shared_ptr<shared_state> state_;
    std::string group_;
    std::string topic_;
    std::uint64_t seen_ = 0;
};

class memory_log final : public log {
public:
    explicit memory_log(log_clock clock) { state_->clock = std::move(clock); }

    result<void> ensure_topics(std::vector<topic_options> const& topics) override {
        std::scoped_lock const lock(state_->mutex);
        auto after = std::map<std::string, topic_options>();
        for (auto const& [name, data] : state_->topics) {
            after.emplace(name, data.options);
        }
        for (auto const& one : topics) {
            if (auto const valid = check_options(one); !valid) {
                return valid.error();
            }
            auto const existing = after.try_emplace(one.name, one).first;
            if (auto const fits = check_compatible(existing->second, one); !fits) {
                return fits.error();
            }
            existing->second.retention = one.retention;
        }
        for (auto const& [name, options] : after) {
            auto& data = state_->topics[name];
            data.options = options;
            data.partitions.resize(static_cast<std::size_t>(options.partitions));
        }
        return {};
    }

    result<std::unique_ptr<member>> join(group_options const& options, assignment_listener listener)
        override {
        if (auto const valid = check_options(options); !valid) {
            return valid.error();
        }
        auto partitions = 0;
        {
            std::scoped_lock const lock(state_->mutex);
            auto const* const topic = state_->find_topic(options.topic);
            if (topic == nullptr) {
                return no_such(options.topic, 0);
            }
            partitions = topic->partitions;
            auto& group = state_->groups.try_emplace(options.group).first->second;
            if (group.topic.empty()) {
                group.topic = options.topic;
            } else if (group.topic != options.topic) {
                return fail(
                    eventlog_errc::group_mismatch, options.group + " shares " + group.topic
                );
            }
        }
        return group_member::enter(
            options,
            std::move(listener),
            partitions,
            state_->clock.since_boot,
            std::make_unique<memory_store>(state_, options.group, options.topic)
        );
    }

    result<restored> restore(std::string const& topic, int partition, offset from) override {
        std::scoped_lock const lock(state_->mutex);
        auto const* const options = state_->find_topic(topic);
        if (options == nullptr || partition < 0 || partition >= options->partitions) {
            return no_such(topic, partition);
        }
        auto const& data =
            state_->topics.at(topic).partitions.at(static_cast<std::size_t>(partition));
        return restored{.records = read(data, from), .end = data.end};
    }

    result<void> clean_up() override {
        std::scoped_lock const lock(state_->mutex);
        auto const now = state_->clock.wall();
        for (auto& [name, topic] : state_->topics) {
            for (auto& partition : topic.partitions) {
                auto const keep = topic.options.retention;
                if (topic.options.compacted) {
                    compact(partition, now);
                } else if (keep > milliseconds(0)) {
                    std::erase_if(partition.records, [&](stored_record const& one) {
                        return one.timestamp + keep <= now;
                    });
                }
            }
        }
        return {};
    }

private:
    // Shared with the members, which may live on other threads and outlive the log.
    std::shared_ptr<shared_state> state_ = std::make_shared<shared_state>();
};

}  // namespace

std::unique_ptr<log> make_memory_log(log_clock clock) {
    return std::make_unique<memory_log>(std::move(clock));
}

}  // namespace mailsonde::eventlog
