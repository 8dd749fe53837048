#include "shared/eventlog/memory_log.hpp"
#include "tests/contract/back_end_kinds.hpp"

#include <utility>

namespace mailsonde::eventlog::contract {
namespace {

/// Puts the trouble of the day in front of a member that has none.
class troubled_member final : public member {
public:
    troubled_member(std::unique_ptr<member> real, trouble const& today)
        : real_(std::move(real)), today_(today) {}

    result<std::vector<stored_record>> poll(std::size_t limit) override {
        return real_->poll(limit);
    }

    void start(int partition, offset from) override { real_->start(partition, from); }

    std::int64_t behind() const override { return real_->behind(); }

    result<std::optional<offset>> committed(int partition) override {
        return real_->committed(partition);
    }

    commit_result commit(transaction const& work, token const& token) override {
        auto const empty = work.appends.empty() && work.advances.empty();
        auto const asked = today_ == trouble::none || empty ? real_->commit(work, token)
                                                            : real_->commit({}, token);
        if (today_ == trouble::none || empty || asked.outcome != commit_outcome::ok) {
            return asked;
        }
        return {
            .outcome =
                today_ == trouble::aborted ? commit_outcome::aborted : commit_outcome::unknown,
            .detail = "the test says so"
        };
    }

    void close() override { real_->close(); }

private:
    std::unique_ptr<member> real_;
    trouble const& today_;
};

class troubled_log final : public log {
public:
    troubled_log(std::unique_ptr<log> real, trouble const& today)
        : real_(std::move(real)), today_(today) {}

    result<void> ensure_topics(std::vector<topic_options> const& topics) override {
        return real_->ensure_topics(topics);
    }

    result<std::unique_ptr<member>> join(group_options const& options, assignment_listener listener)
        override {
        auto real = real_->join(options, std::move(listener));
        if (!real) {
            return real;
        }
        return std::unique_ptr<member>(std::make_unique<troubled_member>(*std::move(real), today_));
    }

    result<restored> restore(std::string const& topic, int partition, offset from) override {
        return real_->restore(topic, partition, from);
    }

    result<void> clean_up() override { return real_->clean_up(); }

private:
    std::unique_ptr<log> real_;
    trouble const& today_;
};

/// The model has no transactions that last: what is written shows when it is committed.
class kept_back final : public open_transaction {
public:
    kept_back(log& to, std::vector<record> appends) : appends_(std::move(appends)) {
        auto const remember = [this](assignment const& given) { proof_ = given.token; };
        writer_ = to.join({"somebody else", appends_.front().topic}, {remember, nullptr}).value();
        static_cast<void>(writer_->poll(0).value());
    }

    void commit() override { static_cast<void>(writer_->commit({appends_, {}}, proof_)); }

private:
    std::vector<record> appends_;
    token proof_;
    std::unique_ptr<member> writer_;
};

class memory_back_end final : public back_end {
public:
    explicit memory_back_end(manual_clock& clock)
        : clock_(clock), log_(make_memory_log(clock.view()), today_) {}

    eventlog::log& log() override { return log_; }

    eventlog::log& elsewhere() override { return log_; }

    std::unique_ptr<open_transaction> begin(std::vector<record> appends) override {
        return std::make_unique<kept_back>(log_, std::move(appends));
    }

    void set(trouble what) override { today_ = what; }

    void let_leases_run_out() override { clock_.advance(longest_lease); }

    instant wall_now() const override { return clock_.wall; }

private:
    manual_clock& clock_;
    trouble today_ = trouble::none;
    troubled_log log_;
};

}  // namespace

std::unique_ptr<back_end> make_memory_back_end(manual_clock& clock) {
    return std::make_unique<memory_back_end>(clock);
}

}  // namespace mailsonde::eventlog::contract
