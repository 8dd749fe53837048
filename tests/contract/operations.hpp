#pragma once

#include "tests/contract/contract_test.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

// Random operations on a log with several members in several groups, as values: so that a sequence
// can be played on different logs, and be made shorter.
namespace mailsonde::eventlog::contract {

inline constexpr std::size_t member_slots = 4;

enum class action : std::uint8_t {
    join,
    leave,
    poll,
    commit,
    stumble,  ///< a commit that the disk fails
    advance,  ///< less than the session timeout
    pause,    ///< more than it
    step_wall,
    restore,
    clean_up,
};

/// What the numbers mean depends on the action; any will do.
struct operation {
    action what = action::poll;
    std::size_t slot = 0;  ///< which member
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t c = 0;
};

[[nodiscard]] std::string_view to_text(action what);
[[nodiscard]] std::vector<operation> random_operations(std::uint32_t seed, std::size_t count);

/// The shortest sequence found by leaving out operations that still makes `fails` true.
[[nodiscard]] std::vector<operation> shortened(
    std::vector<operation> whole, std::function<bool(std::vector<operation> const&)> const& fails
);

/// One log with its members, and what must be in it.
class world {
public:
    explicit world(std::string const& back_end);

    /// @return all that could be observed
    std::string apply(operation const& one);

    [[nodiscard]] eventlog::log& log() { return back_end_->log(); }

    /// Per topic and partition the values that were committed, in order.
    [[nodiscard]] std::map<std::pair<std::string, int>, std::vector<std::string>> const& committed(
    ) const {
        return committed_;
    }

    /// Values of which nobody knows whether they were committed.
    [[nodiscard]] std::set<std::string> const& doubtful() const { return doubtful_; }

    /// The partitions of each group for which somebody could commit now, once for each who could.
    [[nodiscard]] std::map<std::string, std::vector<int>> valid_owners();
    /// Lets all members poll until nothing changes any more.
    void settle();

private:
    struct slot {
        std::unique_ptr<test_member> member;
        std::string group;
        std::vector<token> tokens{token{}};
    };

    std::string run(operation const& one);
    std::string join(slot& to, operation const& one);
    std::string commit(slot& by, operation const& one, trouble what);
    std::string poll(slot& by, operation const& one);
    std::string restore(operation const& one);
    transaction work_for(operation const& one, bool must_write);
    token pick(slot const& by, operation const& one);
    eventlog::log& log_of(std::size_t number);

    manual_clock clock_;
    std::vector<std::string> journal_;
    std::unique_ptr<back_end> back_end_;
    std::uint64_t values_ = 0;
    std::map<std::pair<std::string, int>, std::vector<std::string>> committed_;
    std::set<std::string> doubtful_;
    std::array<slot, member_slots> slots_;  // last: members write to the journal when they leave
};

}  // namespace mailsonde::eventlog::contract
