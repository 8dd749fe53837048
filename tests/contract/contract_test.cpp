#include "tests/contract/contract_test.hpp"

namespace mailsonde::eventlog::contract {
namespace {

std::string listed(std::vector<int> const& partitions) {
    std::string out;
    for (auto const one : partitions) {
        out += (out.empty() ? "" : ",") + std::to_string(one);
    }
    return out;
}

}  // namespace

record make_record(
    topic_options const& topic,
    int partition,
    std::optional<std::string> key,
    std::optional<std::string> value
) {
    return {topic.name, partition, std::move(key), {}, std::move(value)};
}

std::vector<std::string> values_of(std::vector<stored_record> const& records) {
    std::vector<std::string> out;
    for (auto const& one : records) {
        out.push_back(one.data.value.value_or(no_value));
    }
    return out;
}

std::vector<std::string> values_of(log& log, std::string const& topic, int partition) {
    return values_of(log.restore(topic, partition, 0).value().records);
}

test_member::test_member(
    log& log, std::string name, std::vector<std::string>& journal, group_options options
)
    : name_(std::move(name)), journal_(journal) {
    member_ = log.join(
                     options,
                     {[this](assignment const& given) { assigned(given); },
                      [this](std::vector<int> const& partitions) { revoked(partitions); }}
    ).value();
}

void test_member::assigned(assignment const& given) {
    journal_.push_back(name_ + "+" + listed(given.partitions));
    partitions_ = given.partitions;
    token_ = given.token;
    for (auto const one : partitions_) {
        member_->start(one, member_->committed(one).value().value_or(0));
    }
    if (when_assigned) {
        when_assigned();
    }
}

void test_member::revoked(std::vector<int> const& partitions) {
    journal_.push_back(name_ + "-" + listed(partitions));
    EXPECT_EQ(partitions, partitions_);
    if (when_revoked) {
        when_revoked();
    }
    partitions_.clear();
}

std::vector<stored_record> test_member::poll(std::size_t limit) {
    return member_->poll(limit).value();
}

commit_outcome test_member::commit(transaction const& work, token const& proof) {
    auto const done = member_->commit(work, proof);
    detail_ = done.detail;
    EXPECT_EQ(detail_.empty(), done.outcome == commit_outcome::ok);
    return done.outcome;
}

contract_test::contract_test() : back_end_(make_back_end(GetParam(), clock)) {
    the_log().ensure_topics({mail, state, results}).value();
}

std::unique_ptr<test_member> contract_test::join(
    std::string const& name, log& at, group_options const& options
) {
    return std::make_unique<test_member>(at, name, journal, options);
}

std::unique_ptr<test_member> contract_test::sole_member() {
    auto made = join("a", the_log());
    static_cast<void>(made->poll());
    return made;
}

}  // namespace mailsonde::eventlog::contract
