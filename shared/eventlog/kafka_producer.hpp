#pragma once

#include "shared/eventlog/kafka_client.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace mailsonde::eventlog::kafka {

/// What is to be done after a call of the transactional API, by the object that it returned
/// (librdkafka's INTRODUCTION.md "Transactional Producer API").
enum class next_step : std::uint8_t {
    done,
    again,    ///< the same call
    fenced,   ///< abort: the group has moved on
    abort,    ///< abort, and begin anew with another producer
    rebuild,  ///< nothing more is to be had from this producer
};

[[nodiscard]] next_step next_step_after(rd_kafka_error_t const* error);

/// Tells another process of our name from a transaction that the brokers ended because it took too
/// long: librdkafka calls both `_FENCED`, but the first goes on.
class fencings {
public:
    /// @return true if it happened before, in the last minute
    [[nodiscard]] bool again(std::chrono::steady_clock::time_point now);

private:
    std::optional<std::chrono::steady_clock::time_point> last_;
};

/// The transactions of one member of a group, one at a time, with a producer that is thrown away
/// whenever its state is in doubt: the next one's start ends what it had begun.
class producer {
public:
    /// @param id  the transactional.id: who starts under the same one ends the other's transaction
    producer(kafka_options options, std::string group, std::string id);

    /// Makes the first call of commit able to begin.
    /// @errors unreachable, denied, busy: call again; displaced, for ever
    [[nodiscard]] result<void> ready(milliseconds patience);

    /// All or nothing, bound to the generation in `of`.
    /// @param positions  at least one, each 0 or more: librdkafka leaves others out without a word,
    ///                   and a transaction without positions is bound to nothing
    /// @return see commit_outcome; never takes longer than about half a minute
    [[nodiscard]] commit_result commit(
        transaction const& work,
        rd_kafka_topic_partition_list_t const& positions,
        rd_kafka_consumer_group_metadata_t const& of
    );

    /// Whether `of` is the group's present generation, as far as the brokers know: ok, or fenced.
    [[nodiscard]] commit_result ask(
        rd_kafka_topic_partition_list_t const& positions,
        rd_kafka_consumer_group_metadata_t const& of
    );

private:
    struct step {
        next_step what = next_step::done;
        std::string why;
        bool repeated = false;  ///< the call had to be made again
    };

    template <class Call>
    step attempt(Call const& call);

    [[nodiscard]] rd_kafka_t* raw() const { return client_->get(); }

    step begin();
    step append_all(transaction const& work);
    step bind(
        rd_kafka_topic_partition_list_t const& positions,
        rd_kafka_consumer_group_metadata_t const& of
    );
    commit_result give_up(step const& because);
    commit_result end();
    bool abort();
    void renew_if_doubtful(step const& end);
    void rebuild(std::string const& why);
    next_step learn_from(rd_kafka_error_t const* error);

    kafka_options options_;
    std::string group_;
    std::string id_;
    std::unique_ptr<client> client_;
    bool initialised_ = false;
    std::string why_rebuilt_;
    fencings fencings_;
    bool displaced_ = false;
};

}  // namespace mailsonde::eventlog::kafka
