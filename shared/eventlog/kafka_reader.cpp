#include "shared/eventlog/kafka_reader.hpp"

#include "shared/core/failpoint.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/kafka_records.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace mailsonde::eventlog::kafka {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

/// Short, since whoever restores has a membership to keep alive meanwhile.
constexpr int ask_for_end_ms = 2'000;
constexpr int one_poll_ms = 100;
/// Without anything new; short for the same reason.
constexpr auto patience = 2s;

settings reader_settings(char const* isolation_level) {
    return {// Assigning by hand needs one; nobody joins it.
            {"group.id", "mailsonde-reader"},
            {"isolation.level", isolation_level},
            {"enable.auto.commit", "false"},
            {"enable.auto.offset.store", "false"},
            {"enable.partition.eof", "true"},
            // What lies below the first offset has been cleaned up.
            {"auto.offset.reset", "earliest"},
            // Each partition ends with a fetch that has nothing to bring.
            {"fetch.wait.max.ms", "5"},
            {"check.crcs", "true"}
    };
}

/// Gives the partition back however the reading ends.
class assigned_by_hand {
public:
    assigned_by_hand(rd_kafka_t* to, std::string const& topic, int partition, offset from)
        : to_(to) {
        partitions_handle const list(rd_kafka_topic_partition_list_new(1));
        rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = from;
        error_ = rd_kafka_assign(to_, list.get());
    }

    assigned_by_hand(assigned_by_hand const&) = delete;
    assigned_by_hand& operator=(assigned_by_hand const&) = delete;

    ~assigned_by_hand() { rd_kafka_assign(to_, nullptr); }

    [[nodiscard]] rd_kafka_resp_err_t error() const { return error_; }

private:
    rd_kafka_t* to_;
    rd_kafka_resp_err_t error_;
};

}  // namespace

result<void> reader::connect() {
    auto const* const all =
        is_broken("restore_to_stable_offset") ? "read_committed" : "read_uncommitted";
    for (auto const& [to, level] : {std::pair(&committed_, "read_committed"), {&all_, all}}) {
        if (*to) {
            continue;
        }
        auto made = client::make(RD_KAFKA_CONSUMER, options_, reader_settings(level));
        if (!made) {
            return made.error();
        }
        *to = *std::move(made);
    }
    return {};
}

result<offset> reader::end_of(std::string const& topic, int partition) {
    partitions_handle const list(rd_kafka_topic_partition_list_new(1));
    auto& one = *rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
    // The latest of all times (ListOffsets). rd_kafka_query_watermark_offsets asks the same, but
    // before librdkafka 2.3 it waits without end for a leader that is down.
    one.offset = RD_KAFKA_OFFSET_END;
    auto code = rd_kafka_offsets_for_times(all_->get(), list.get(), ask_for_end_ms);
    code = code == RD_KAFKA_RESP_ERR_NO_ERROR ? one.err : code;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && one.offset >= 0) {
        return one.offset;
    }
    // The lists of some versions stay as they are when nobody answers.
    code = code == RD_KAFKA_RESP_ERR_NO_ERROR ? RD_KAFKA_RESP_ERR__TIMED_OUT : code;
    message_handle const none(rd_kafka_consumer_poll(all_->get(), 0));
    auto const trouble = all_->take_trouble();
    auto const why = failure_of(code, topic + ": " + rd_kafka_err2str(code));
    if (why.code == eventlog_errc::busy || why.code == eventlog_errc::unreachable) {
        // librdkafka looks for new leaders of topics only that are assigned, and none is here: for
        // three minutes this client would go on to ask the broker that it knows.
        all_.reset();
    }
    return trouble.value_or(why);
}

result<restored> reader::read_to(std::string const& topic, int partition, offset from, offset end) {
    restored out{.records = {}, .end = end};
    auto const place = topic + "/" + std::to_string(partition);
    assigned_by_hand const holding(committed_->get(), topic, partition, from);
    if (holding.error() != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return failure_of(holding.error(), place);
    }
    auto give_up_at = steady::now() + patience;
    for (auto reached = from; reached < end;) {
        message_handle const message(rd_kafka_consumer_poll(committed_->get(), one_poll_ms));
        if (!message) {
            if (steady::now() >= give_up_at) {
                return committed_->take_trouble().value_or(fail(
                    eventlog_errc::busy,
                    place + " can be read up to " + std::to_string(reached) + " of " +
                        std::to_string(end) + ": a transaction has not ended yet"
                ));
            }
            continue;
        }
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            reached = std::max(reached, message->offset);
            continue;  // the end for now; more will come if it lies before ours
        }
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return failure_of(message->err, rd_kafka_message_errstr(message.get()));
        }
        give_up_at = steady::now() + patience;
        reached = std::max(reached, message->offset + 1);
        if (message->offset < end) {
            out.records.push_back(record_of(*message));
        }
    }
    return out;
}

result<restored> reader::read(std::string const& topic, int partition, offset from) {
    if (auto const done = connect(); !done) {
        return done.error();
    }
    static_cast<void>(committed_->take_trouble());
    static_cast<void>(all_->take_trouble());
    auto const end = end_of(topic, partition);
    if (!end) {
        return end.error();
    }
    if (*end <= from) {
        return restored{.records = {}, .end = *end};
    }
    // Negative offsets have meanings of their own there.
    return read_to(topic, partition, std::max<offset>(from, 0), *end);
}

}  // namespace mailsonde::eventlog::kafka
