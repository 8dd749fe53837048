#include "tests/unit/eventlog/faulty_log.hpp"

#include "shared/eventlog/eventlog_errc.hpp"

#include <utility>

namespace mailsonde::eventlog {
namespace {

bool happens(int& times) {
    if (times == 0) {
        return false;
    }
    --times;
    return true;
}

class faulty_member final : public member {
public:
    faulty_member(std::unique_ptr<member> real, faults& plan)
        : real_(std::move(real)), plan_(plan) {}

    result<std::vector<stored_record>> poll(std::size_t limit) override {
        if (happens(plan_.polls)) {
            return fail(eventlog_errc::busy, "no poll");
        }
        return real_->poll(limit);
    }

    void start(int partition, offset from) override { real_->start(partition, from); }

    std::int64_t behind() const override { return real_->behind(); }

    result<std::optional<offset>> committed(int partition) override {
        if (happens(plan_.positions)) {
            return fail(eventlog_errc::busy, "no position");
        }
        if (plan_.forgets_positions) {
            return std::optional<offset>();
        }
        return real_->committed(partition);
    }

    commit_result commit(transaction const& work, token const& token) override {
        plan_.tried.push_back(work);
        auto next = fate::done;
        if (!plan_.commits.empty()) {
            next = plan_.commits.front();
            plan_.commits.pop_front();
        }
        switch (next) {
            case fate::done:
                return real_->commit(work, token);
            case fate::aborted:
                return {commit_outcome::aborted, "aborted by the test"};
            case fate::unknown_saved:
                static_cast<void>(real_->commit(work, token));
                return {commit_outcome::unknown, "written by the test"};
            case fate::unknown_lost:
                return {commit_outcome::unknown, "lost by the test"};
            case fate::fenced:
                return {commit_outcome::fenced, "fenced by the test"};
        }
        return {};
    }

    void close() override { real_->close(); }

private:
    std::unique_ptr<member> real_;
    faults& plan_;
};

}  // namespace

result<std::unique_ptr<member>> faulty_log::join(
    group_options const& options, assignment_listener listener
) {
    if (happens(plan_.joins)) {
        return fail(eventlog_errc::busy, "no join");
    }
    auto real = real_.join(options, std::move(listener));
    if (!real) {
        return real;
    }
    return std::unique_ptr<member>(std::make_unique<faulty_member>(*std::move(real), plan_));
}

result<restored> faulty_log::restore(std::string const& topic, int partition, offset from) {
    if (happens(plan_.restores)) {
        return fail(eventlog_errc::busy, "no restore");
    }
    return real_.restore(topic, partition, from);
}

}  // namespace mailsonde::eventlog
