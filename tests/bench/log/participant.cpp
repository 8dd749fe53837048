#include "tests/bench/log/participant.hpp"

#include "tests/bench/log/measure.hpp"

#include <stdexcept>

namespace mailsonde::bench {
namespace {

constexpr auto patience = std::chrono::seconds(60);

}  // namespace

participant::participant(eventlog::log& log, eventlog::group_options const& group) {
    auto const remember = [this](eventlog::assignment const& given) { proof_ = given.token; };
    member_ = log.join(group, {remember, nullptr}).value();
    auto const until = steady::now() + patience;
    while (proof_.opaque.empty()) {
        if (auto const told = member_->poll(0); !told && steady::now() > until) {
            throw std::runtime_error("no assignment: " + told.error().text());
        }
    }
}

void participant::commit(eventlog::transaction const& work) {
    static_cast<void>(member_->poll(0).value());
    auto const done = member_->commit(work, proof_);
    if (done.outcome != eventlog::commit_outcome::ok) {
        throw std::runtime_error("commit: " + done.detail);
    }
}

}  // namespace mailsonde::bench
