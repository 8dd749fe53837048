#include "shared/eventlog/kafka_admin.hpp"

#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace mailsonde::eventlog::kafka {
namespace {

using steady = std::chrono::steady_clock;

constexpr int patience_ms = 10'000;
constexpr int pause_ms = 50;
/// Until each broker has heard of a topic that one has known.
constexpr std::chrono::seconds patience_with_one{3};
/// Until brokers know of new topics; busy ones take seconds for many partitions.
constexpr std::chrono::seconds patience_of_all{60};

}  // namespace

result<void> admin::connect() {
    if (client_) {
        return {};
    }
    auto made = client::make(RD_KAFKA_PRODUCER, options_, {});
    if (!made) {
        return made.error();
    }
    client_ = *std::move(made);
    return {};
}

failure admin::no_answer(rd_kafka_resp_err_t code, std::string const& why) {
    rd_kafka_poll(client_->get(), 0);
    return client_->take_trouble().value_or(failure_of(code, why));
}

result<event_handle> admin::ask(
    rd_kafka_admin_op_t kind, std::string const& what, request const& make
) {
    if (auto const done = connect(); !done) {
        return done.error();
    }
    queue_handle const queue(rd_kafka_queue_new(client_->get()));
    admin_options_handle const options(rd_kafka_AdminOptions_new(client_->get(), kind));
    std::array<char, 512> reason{};
    rd_kafka_AdminOptions_set_request_timeout(
        options.get(), patience_ms, reason.data(), reason.size()
    );
    make(client_->get(), options.get(), queue.get());
    event_handle answer(rd_kafka_queue_poll(queue.get(), patience_ms + 1'000));
    if (!answer) {
        return no_answer(RD_KAFKA_RESP_ERR__TIMED_OUT, what);
    }
    if (auto const code = rd_kafka_event_error(answer.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return no_answer(code, what + ": " + rd_kafka_event_error_string(answer.get()));
    }
    return answer;
}

result<topic_facts> admin::layout_of(std::string const& topic) {
    if (auto const done = connect(); !done) {
        return done.error();
    }
    auto* const local = rd_kafka_topic_new(client_->get(), topic.c_str(), nullptr);
    rd_kafka_metadata_t const* found = nullptr;
    auto const code = rd_kafka_metadata(client_->get(), 0, local, &found, patience_ms);
    metadata_handle const owned(found);
    rd_kafka_topic_destroy(local);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return no_answer(code, topic + ": " + rd_kafka_err2str(code));
    }
    topic_facts out{.name = topic};
    if (owned->topic_cnt != 1) {
        return fail(eventlog_errc::busy, topic + ": a broker said nothing about it");
    }
    auto const& one = *owned->topics;
    if (one.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
        return out;
    }
    if (one.err != RD_KAFKA_RESP_ERR_NO_ERROR &&
        one.err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
        return failure_of(one.err, topic + ": " + rd_kafka_err2str(one.err));
    }
    out.partitions = one.partition_cnt;
    for (auto i = 0; i < one.partition_cnt; ++i) {
        auto const replicas = one.partitions[i].replica_cnt;
        out.replicas = i == 0 ? replicas : std::min(out.replicas, replicas);
    }
    return out;
}

result<topic_config> admin::config_of(std::string const& topic, bool only_its_own) {
    resource_handle const resource(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str())
    );
    auto* wanted = resource.get();
    auto const answer =
        ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, topic, [&](auto* by, auto* options, auto* queue) {
            rd_kafka_DescribeConfigs(by, &wanted, 1, options, queue);
        });
    if (!answer) {
        return answer.error();
    }
    std::size_t count = 0;
    auto const* const all = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(answer->get()), &count
    );
    topic_config out;
    for (std::size_t i = 0; i < count; ++i) {
        if (auto const code = rd_kafka_ConfigResource_error(all[i]);
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            auto const* const why = rd_kafka_ConfigResource_error_string(all[i]);
            return failure_of(code, topic + ": " + (why == nullptr ? "" : why));
        }
        std::size_t entries = 0;
        auto const* const values = rd_kafka_ConfigResource_configs(all[i], &entries);
        for (std::size_t j = 0; j < entries; ++j) {
            auto const own = rd_kafka_ConfigEntry_source(values[j]) ==
                             RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG;
            auto const* const value = rd_kafka_ConfigEntry_value(values[j]);
            if (value != nullptr && (own || !only_its_own)) {
                out[rd_kafka_ConfigEntry_name(values[j])] = value;
            }
        }
    }
    return out;
}

result<std::optional<topic_facts>> admin::find_topic(std::string const& name) {
    auto found = layout_of(name);
    if (!found) {
        return found.error();
    }
    if (found->partitions == 0) {
        return std::nullopt;
    }
    auto config = config_of(name, false);
    if (!config) {
        return config.error();
    }
    found->config = *std::move(config);
    return *std::move(found);
}

result<std::optional<topic_facts>> admin::wait_for_topic(std::string const& name) {
    auto const until = steady::now() + patience_with_one;
    while (true) {
        auto found = find_topic(name);
        if (!found || *found || steady::now() > until) {
            return found;
        }
        rd_kafka_poll(client_->get(), pause_ms);
    }
}

result<void> admin::create_topics(std::vector<topic_options> const& topics) {
    std::vector<new_topic_handle> made;
    std::vector<rd_kafka_NewTopic_t*> wanted;
    std::array<char, 512> reason{};
    for (auto const& one : topics) {
        made.emplace_back(rd_kafka_NewTopic_new(
            one.name.c_str(), one.partitions, options_.replication, reason.data(), reason.size()
        ));
        if (!made.back()) {
            return fail(eventlog_errc::invalid_options, one.name + ": " + reason.data());
        }
        auto config = config_for(one);
        config["min.insync.replicas"] = std::to_string(options_.min_in_sync);
        for (auto const& [name, value] : config) {
            rd_kafka_NewTopic_set_config(made.back().get(), name.c_str(), value.c_str());
        }
        wanted.push_back(made.back().get());
    }
    auto const answer =
        ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, "topics", [&](auto* by, auto* options, auto* queue) {
            rd_kafka_CreateTopics(by, wanted.data(), wanted.size(), options, queue);
        });
    if (!answer) {
        return answer.error();
    }
    std::size_t count = 0;
    auto const* const all = rd_kafka_CreateTopics_result_topics(
        rd_kafka_event_CreateTopics_result(answer->get()), &count
    );
    for (std::size_t i = 0; i < count; ++i) {
        auto const code = rd_kafka_topic_result_error(all[i]);
        // Another replica that starts, too, may have been faster.
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
            auto const* const why = rd_kafka_topic_result_error_string(all[i]);
            auto found = failure_of(
                code,
                std::string(rd_kafka_topic_result_name(all[i])) +
                    " can't be created: " + (why == nullptr ? rd_kafka_err2str(code) : why)
            );
            return found.code == eventlog_errc::denied
                       ? found
                       : fail(eventlog_errc::topic_mismatch, std::move(found.detail));
        }
    }
    return wait_until_known(topics);
}

result<void> admin::wait_until_known(std::vector<topic_options> const& topics) {
    auto const until = steady::now() + patience_of_all;
    for (auto const& one : topics) {
        while (true) {
            auto const found = layout_of(one.name);
            if (!found) {
                return found.error();
            }
            if (found->partitions > 0) {
                break;
            }
            if (steady::now() > until) {
                return fail(eventlog_errc::busy, one.name + " was created, but is not there yet");
            }
            rd_kafka_poll(client_->get(), pause_ms);
        }
    }
    return {};
}

result<void> admin::change(std::string const& topic, topic_config const& values) {
    // The request replaces all that is set for a topic, so all of it has to be said again.
    auto config = config_of(topic, true);
    if (!config) {
        return config.error();
    }
    for (auto const& [name, value] : values) {
        (*config)[name] = value;
    }
    resource_handle const resource(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str())
    );
    for (auto const& [name, value] : *config) {
        rd_kafka_ConfigResource_set_config(resource.get(), name.c_str(), value.c_str());
    }
    auto* wanted = resource.get();
    auto const answer =
        ask(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, topic, [&](auto* by, auto* options, auto* queue) {
            rd_kafka_AlterConfigs(by, &wanted, 1, options, queue);
        });
    return answer ? wait_until_changed(topic, values) : result<void>(answer.error());
}

result<void> admin::wait_until_changed(std::string const& topic, topic_config const& values) {
    auto const until = steady::now() + patience_of_all;
    while (true) {
        auto const now = config_of(topic, true);
        if (!now) {
            return now.error();
        }
        if (std::ranges::includes(*now, values)) {
            return {};
        }
        if (steady::now() > until) {
            return fail(eventlog_errc::busy, topic + " was changed, but is not so yet");
        }
        rd_kafka_poll(client_->get(), pause_ms);
    }
}

}  // namespace mailsonde::eventlog::kafka
