#include "shared/eventlog/kafka_member.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/core/failpoint.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/validation.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace mailsonde::eventlog::kafka {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr milliseconds wait_for_coordinator = 1s;
/// Nobody is told of a change of the group but in answer to one.
constexpr milliseconds longest_heartbeat = 1s;
constexpr int one_question_ms = 2'000;
constexpr auto longest_question = 10s;

settings consumer_settings(kafka_options const& options, group_options const& group) {
    auto const session = group.session_timeout;
    auto const heartbeat = std::min(session / 3, longest_heartbeat);
    return {
        {"group.id", group.group},
        {"session.timeout.ms", std::to_string(session.count())},
        {"heartbeat.interval.ms", std::to_string(heartbeat.count())},
        {"max.poll.interval.ms", std::to_string(std::max(options.poll_timeout, session).count())},
        // Eager: one assignment is one generation, so the token caught with it is exact.
        {"partition.assignment.strategy", "range"},
        {"enable.auto.commit", "false"},
        {"enable.auto.offset.store", "false"},
        {"isolation.level", "read_committed"},
        {"enable.partition.eof", "true"},
        // Retention may have taken what a position names.
        {"auto.offset.reset", "earliest"},
        {"fetch.wait.max.ms", "100"},
        {"queued.max.messages.kbytes", "16384"},
        {"check.crcs", "true"}
    };
}

/// What binds transactions to the generation of the assignment that is just being told.
membership_handle membership_of(client const& consumer, std::string const& group) {
    // One that names no member is taken unchecked: the mistake that is easily made.
    return membership_handle(
        is_broken("ignore_fence") ? rd_kafka_consumer_group_metadata_new(group.c_str())
                                  : rd_kafka_consumer_group_metadata(consumer.get())
    );
}

}  // namespace

kafka_member::kafka_member(
    kafka_options options,
    group_options group,
    assignment_listener listener,
    std::shared_ptr<topic_directory> topics
)
    : options_(std::move(options)),
      group_(std::move(group)),
      listener_(std::move(listener)),
      topics_(std::move(topics)),
      producer_(options_, group_.group, "mailsonde-" + options_.replica + "-" + group_.group),
      id_(to_hex(random_octets(16))) {}

kafka_member::~kafka_member() {
    close();
}

result<void> kafka_member::check() {
    if (checked_) {
        return {};
    }
    if (auto const topic = topics_->find(group_.topic); !topic) {
        return topic.error();
    }
    auto const fits = topics_->check_group(group_);
    checked_ = fits.has_value();
    return fits;
}

result<void> kafka_member::subscribe() {
    if (auto const fits = check(); !fits) {
        return fits.error();
    }
    // Its start ends what this replica had begun before; only then may it be given partitions.
    if (auto const able = producer_.ready(wait_for_coordinator); !able) {
        return able.error();
    }
    auto made = client::make(
        RD_KAFKA_CONSUMER,
        options_,
        consumer_settings(options_, group_),
        [this](rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions) {
            rebalanced(code, partitions);
        }
    );
    if (!made) {
        return made.error();
    }
    partitions_handle const topics(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), group_.topic.c_str(), RD_KAFKA_PARTITION_UA);
    if (auto const code = rd_kafka_subscribe((*made)->get(), topics.get());
        code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return failure_of(code, group_.topic);
    }
    consumer_ = *std::move(made);
    return {};
}

void kafka_member::rebalanced(
    rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions
) {
    let_go();
    if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS || closed_) {
        rd_kafka_assign(consumer_->get(), nullptr);
        return;
    }
    // Nothing is fetched before `start` said from where.
    partitions_handle const none(rd_kafka_topic_partition_list_new(0));
    rd_kafka_assign(consumer_->get(), none.get());
    take_over(*partitions);
}

void kafka_member::take_over(rd_kafka_topic_partition_list_t const& partitions) {
    auto now = std::make_unique<holding>(
        assignment{},
        membership_of(*consumer_, group_.group),
        feed(*consumer_->get(), group_.topic),
        std::map<int, offset>{}
    );
    for (auto i = 0; i < partitions.cnt; ++i) {
        now->assignment.partitions.push_back(partitions.elems[i].partition);
    }
    std::ranges::sort(now->assignment.partitions);
    now->assignment.token.opaque = id_ + "/" + std::to_string(++assignments_);
    held_ = std::move(now);
    if (listener_.assigned) {
        // A copy: the listener may close us.
        auto const given = held_->assignment;
        listener_.assigned(given);
    }
}

void kafka_member::let_go() {
    if (!held_ || releasing_) {
        return;
    }
    releasing_ = true;
    if (listener_.revoked) {
        listener_.revoked(held_->assignment.partitions);
    }
    releasing_ = false;
    held_.reset();
}

void kafka_member::start(int partition, offset from) {
    if (held_ && std::ranges::binary_search(held_->assignment.partitions, partition)) {
        held_->records.start(partition, from);
    }
}

result<void> kafka_member::receive() {
    // At least once, for that is how changes of the group are told.
    do {
        message_handle const message(rd_kafka_consumer_poll(consumer_->get(), 0));
        if (!message) {
            break;
        }
        // What has no place any more is of an assignment that is over.
        if (auto const taken = held_ ? held_->records.take(*message) : result<void>(); !taken) {
            return taken.error();
        }
    } while (!closed_ && !(held_ && held_->records.full()));
    return {};
}

result<std::vector<stored_record>> kafka_member::poll(std::size_t limit) {
    if (closed_) {
        return fail(eventlog_errc::closed, group_.group);
    }
    if (auto const able = consumer_ ? producer_.ready(wait_for_coordinator) : subscribe(); !able) {
        if (!consumer_ || able.error().code == eventlog_errc::displaced) {
            return able.error();
        }
    }
    if (held_) {
        held_->records.fetch(limit > 0);
    }
    receiving_ = true;
    auto const received = receive();
    receiving_ = false;
    if (closed_) {  // within a callback
        leave();
        return fail(eventlog_errc::closed, group_.group);
    }
    if (!received) {
        return received.error();
    }
    auto const trouble = consumer_->take_trouble();
    if (trouble && (!held_ || held_->records.empty())) {
        return *trouble;
    }
    return held_ ? held_->records.deliver(limit) : std::vector<stored_record>{};
}

std::int64_t kafka_member::behind() const {
    return held_ ? held_->records.behind() : 0;
}

offset kafka_member::reached(int partition) const {
    return held_ ? held_->records.reached(partition) : 0;
}

result<std::optional<offset>> kafka_member::committed(int partition) {
    if (closed_ || !consumer_) {
        return fail(eventlog_errc::closed, group_.group);
    }
    auto const topic = topics_->find(group_.topic);
    if (!topic) {
        return topic.error();
    }
    if (partition < 0 || partition >= topic->partitions) {
        return no_such(group_.topic, partition);
    }
    partitions_handle const list(rd_kafka_topic_partition_list_new(1));
    auto& one = *rd_kafka_topic_partition_list_add(list.get(), group_.topic.c_str(), partition);
    auto code = RD_KAFKA_RESP_ERR_NO_ERROR;
    auto const until = steady::now() + longest_question;
    do {
        // An answer comes only once no transaction that moves it is open.
        code = rd_kafka_committed(consumer_->get(), list.get(), one_question_ms);
        code = code == RD_KAFKA_RESP_ERR_NO_ERROR ? one.err : code;
    } while (code == RD_KAFKA_RESP_ERR__TIMED_OUT && steady::now() < until);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return consumer_->take_trouble().value_or(failure_of(code, ""));
    }
    if (held_) {
        held_->positions[partition] = std::max<offset>(one.offset, 0);
    }
    // 0 is what binds transactions of members that never advanced (positions_for).
    return one.offset > 0 ? std::optional(one.offset) : std::nullopt;
}

void kafka_member::close() {
    if (closed_) {
        return;
    }
    let_go();
    closed_ = true;
    // From within a callback the consumer is still at work: poll does it then.
    if (!receiving_) {
        leave();
    }
}

void kafka_member::leave() {
    if (consumer_) {
        rd_kafka_consumer_close(consumer_->get());
        consumer_.reset();
    }
}

}  // namespace mailsonde::eventlog::kafka
