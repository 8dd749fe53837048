#pragma once

#include "shared/eventlog/event_log.hpp"
#include "tests/contract/back_end.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::eventlog::contract {

inline topic_options const mail{"mail", 4, false, std::chrono::hours(24 * 7)};
inline topic_options const state{"state", 4, true, milliseconds(0)};
inline topic_options const results{"result", 4, false, milliseconds(0)};

[[nodiscard]] record make_record(
    topic_options const& topic,
    int partition,
    std::optional<std::string> key,
    std::optional<std::string> value
);
/// What values_of() says of a record without a value.
inline constexpr auto const* no_value = "(null)";

[[nodiscard]] std::vector<std::string> values_of(std::vector<stored_record> const& records);
[[nodiscard]] std::vector<std::string> values_of(log& log, std::string const& topic, int partition);

/// A member with a name that writes down what it is told and starts what it is assigned.
class test_member {
public:
    /// @param journal  gets "a+0,1" for assigned and "a-0,1" for revoked; outlives this
    test_member(
        log& log, std::string name, std::vector<std::string>& journal, group_options options
    );

    std::vector<stored_record> poll(std::size_t limit = 1000);

    commit_outcome commit(transaction const& work) { return commit(work, token_); }

    commit_outcome commit(transaction const& work, token const& proof);

    void leave() { member_.reset(); }

    [[nodiscard]] eventlog::member& raw() { return *member_; }

    [[nodiscard]] std::vector<int> const& partitions() const { return partitions_; }

    [[nodiscard]] token const& proof() const { return token_; }

    /// Of the last commit.
    [[nodiscard]] std::string const& detail() const { return detail_; }

    std::function<void()> when_revoked;
    std::function<void()> when_assigned;

private:
    void assigned(assignment const& given);
    void revoked(std::vector<int> const& partitions);

    std::string name_;
    std::vector<std::string>& journal_;
    std::vector<int> partitions_;
    token token_;
    std::string detail_;
    std::unique_ptr<eventlog::member> member_;
};

/// Every test runs on each back end, on a log of its own.
class contract_test : public testing::TestWithParam<char const*> {
protected:
    contract_test();

    [[nodiscard]] log& the_log() { return back_end_->log(); }

    [[nodiscard]] log& elsewhere() { return back_end_->elsewhere(); }

    [[nodiscard]] std::unique_ptr<open_transaction> begin(std::vector<record> appends) {
        return back_end_->begin(std::move(appends));
    }

    void set(trouble what) { back_end_->set(what); }

    void let_leases_run_out() { back_end_->let_leases_run_out(); }

    [[nodiscard]] std::string cluster_name(std::string const& topic) const {
        return back_end_->cluster_name(topic);
    }

    [[nodiscard]] instant wall_now() const { return back_end_->wall_now(); }

    [[nodiscard]] std::unique_ptr<test_member> join(
        std::string const& name, log& at, group_options const& options = group_of(mail)
    );
    /// A member that is assigned everything.
    [[nodiscard]] std::unique_ptr<test_member> sole_member();

    [[nodiscard]] static group_options group_of(topic_options const& topic) {
        return {"group-" + topic.name, topic.name, session_timeout};
    }

    static constexpr milliseconds session_timeout = longest_lease;

    manual_clock clock;
    std::vector<std::string> journal;

private:
    std::unique_ptr<back_end> back_end_;
};

}  // namespace mailsonde::eventlog::contract
