#include "shared/eventlog/kafka_producer.hpp"

#include "shared/core/failpoint.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/kafka_records.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::eventlog::kafka {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

/// Of one call, which may be repeated until `longest_step` is over.
constexpr auto one_call = 5s;
constexpr auto longest_step = 10s;
/// Pushed out twice within that time, it was by another process.
constexpr auto one_twin = 60s;

int in_milliseconds(steady::duration time) {
    return static_cast<int>(
        std::max<std::int64_t>(std::chrono::duration_cast<milliseconds>(time).count(), 1)
    );
}

settings producer_settings(kafka_options const& options, std::string const& id) {
    return {
        {"transactional.id", id},
        {"transaction.timeout.ms", std::to_string(options.transaction_timeout.count())},
        {"message.max.bytes", "2097152"},
        {"linger.ms", "0"},
        // The coordinator refuses the next transaction while it still ends the one before, as it
        // does for some milliseconds. librdkafka asks again after this, and by default waits for
        // 100 ms.
        {"retry.backoff.ms", "20"},
        // The only one that 2.0.2 uses with every broker.
        {"compression.type", "zstd"}
    };
}

bool is_of_generation(rd_kafka_resp_err_t code) {
    return code == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID ||
           code == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION ||
           code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

}  // namespace

next_step next_step_after(rd_kafka_error_t const* error) {
    if (error == nullptr) {
        return next_step::done;
    }
    if (rd_kafka_error_is_fatal(error) != 0) {
        return next_step::rebuild;
    }
    if (rd_kafka_error_txn_requires_abort(error) != 0) {
        return is_of_generation(rd_kafka_error_code(error)) ? next_step::fenced : next_step::abort;
    }
    return rd_kafka_error_is_retriable(error) != 0 ? next_step::again : next_step::rebuild;
}

bool fencings::again(steady::time_point now) {
    auto const before = std::exchange(last_, now);
    return before && now - *before <= one_twin;
}

producer::producer(kafka_options options, std::string group, std::string id)
    : options_(std::move(options)), group_(std::move(group)), id_(std::move(id)) {}

template <class Call>
producer::step producer::attempt(Call const& call) {
    auto const until = steady::now() + longest_step;
    for (auto repeated = false;; repeated = true) {
        auto const left = std::min<steady::duration>(one_call, until - steady::now());
        error_handle const error(call(in_milliseconds(left)));
        rd_kafka_poll(raw(), 0);
        auto const what = learn_from(error.get());
        if (what != next_step::again) {
            return {what, text_of(error.get()), repeated};
        }
        if (steady::now() >= until) {
            return {next_step::rebuild, text_of(error.get()), repeated};
        }
    }
}

next_step producer::learn_from(rd_kafka_error_t const* error) {
    if (error != nullptr && rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__FENCED) {
        displaced_ = fencings_.again(steady::now()) || displaced_;
    }
    return next_step_after(error);
}

result<void> producer::ready(milliseconds patience) {
    if (displaced_) {
        return fail(
            eventlog_errc::displaced,
            id_ +
                " was taken over twice in a minute: another process has the name of this "
                "replica (kafka.replica), or transactions take longer than brokers allow"
        );
    }
    if (!client_) {
        auto made = client::make(RD_KAFKA_PRODUCER, options_, producer_settings(options_, id_));
        if (!made) {
            return made.error();
        }
        client_ = *std::move(made);
        initialised_ = false;
    }
    if (initialised_) {
        return {};
    }
    error_handle const error(rd_kafka_init_transactions(raw(), in_milliseconds(patience)));
    rd_kafka_poll(raw(), 0);
    auto const trouble = client_->take_trouble();
    if (!error) {
        initialised_ = true;
        return {};
    }
    auto why = trouble.value_or(failure_of(rd_kafka_error_code(error.get()), text_of(error.get())));
    if (learn_from(error.get()) != next_step::again) {
        client_.reset();
    }
    return why;
}

producer::step producer::begin() {
    if (auto const able = ready(one_call); !able) {
        return {next_step::rebuild, able.error().text()};
    }
    static_cast<void>(client_->take_disturbed());
    error_handle const error(rd_kafka_begin_transaction(raw()));
    learn_from(error.get());
    return {error ? next_step::rebuild : next_step::done, text_of(error.get())};
}

producer::step producer::append_all(transaction const& work) {
    for (auto const& one : work.appends) {
        if (auto const error = produce(*raw(), one)) {
            return {next_step::abort, text_of(error.get())};
        }
    }
    return {};
}

producer::step producer::bind(
    rd_kafka_topic_partition_list_t const& positions, rd_kafka_consumer_group_metadata_t const& of
) {
    return attempt([&](int patience) {
        return rd_kafka_send_offsets_to_transaction(raw(), &positions, &of, patience);
    });
}

bool producer::abort() {
    auto const done =
        attempt([this](int patience) { return rd_kafka_abort_transaction(raw(), patience); });
    renew_if_doubtful(done);
    return done.what == next_step::done;
}

/// A request that is still on its way somewhere must not end a later transaction: brokers tell the
/// two apart by the epoch, which the next producer raises (KIP-890).
void producer::renew_if_doubtful(step const& end) {
    if (client_->take_disturbed() || end.repeated) {
        rebuild("a connection broke, or a broker was slow, at the end of a transaction");
    }
}

void producer::rebuild(std::string const& why) {
    why_rebuilt_ = why;
    client_.reset();
}

commit_result producer::give_up(step const& because) {
    auto const aborted = because.what != next_step::rebuild && abort();
    if (!aborted || because.what == next_step::abort) {
        rebuild(because.why);
    }
    // The end of the transaction was never asked for, so nothing of it will ever be seen.
    auto const fenced = because.what == next_step::fenced;
    return {fenced ? commit_outcome::fenced : commit_outcome::aborted, because.why};
}

commit_result producer::end() {
    auto const done =
        attempt([this](int patience) { return rd_kafka_commit_transaction(raw(), patience); });
    if (done.what == next_step::done) {
        renew_if_doubtful(done);
        return {commit_outcome::ok, {}};
    }
    auto const asked_for = done.what == next_step::fenced || done.what == next_step::abort;
    auto const aborted = asked_for && abort();
    rebuild(done.why);
    return {aborted ? commit_outcome::aborted : commit_outcome::unknown, done.why};
}

commit_result producer::commit(
    transaction const& work,
    rd_kafka_topic_partition_list_t const& positions,
    rd_kafka_consumer_group_metadata_t const& of
) {
    auto done = begin();
    if (done.what != next_step::done) {
        rebuild(done.why);
        return {commit_outcome::aborted, done.why};
    }
    done = append_all(work);
    if (done.what == next_step::done) {
        done = bind(positions, of);
    }
    if (done.what != next_step::done) {
        return give_up(done);
    }
    failpoint(group_, "R8.within_commit");
    return end();
}

commit_result producer::ask(
    rd_kafka_topic_partition_list_t const& positions, rd_kafka_consumer_group_metadata_t const& of
) {
    auto done = begin();
    if (done.what != next_step::done) {
        rebuild(done.why);
        return {commit_outcome::aborted, done.why};
    }
    done = bind(positions, of);
    if (done.what != next_step::done) {
        return give_up(done);
    }
    if (!abort()) {
        rebuild("a question to the group could not be taken back");
    }
    return {commit_outcome::ok, {}};
}

}  // namespace mailsonde::eventlog::kafka
