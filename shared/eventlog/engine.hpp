#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/processor.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::eventlog {

struct engine_options {
    group_options group;
    std::string state_topic;    ///< as many partitions as the subscribed one
    bool takes_records = true;  ///< false: the group only shares out the partitions
    std::size_t batch = 500;    ///< records per transaction
    /// Between two turns. How late the engine may notice what others did: more than the usual is
    /// for those who take no records, or are told when there may be some (runner::hurry).
    milliseconds longest_rest = usual_rest;
    std::function<std::chrono::steady_clock::time_point()> since_start =
        std::chrono::steady_clock::now;
};

/// How far an engine has come.
enum class engine_standing : std::uint8_t {
    unassigned,  ///< nothing is ours, or not known to be
    restoring,   ///< the state of what is assigned is being read
    working,
};

/// What the operator may want to know of; any may be empty.
struct engine_observer {
    std::function<void(commit_result const&, milliseconds)> committed;
    std::function<void(std::string const& what, failure const&)> failed;
    std::function<void(std::vector<int> const& partitions)> assigned;
    std::function<void()> revoked;
};

/// The one loop between a processor and the log: restore what is assigned, hand over records,
/// commit what was decided together with the positions, and only then release it.
///
/// ok: released. aborted: the same transaction is tried again (0.1 s, doubling to 5 s), and nothing
/// else is decided before. fenced: forgotten; the next assignment begins anew. unknown: forgotten
/// and restored. All calls from one thread.
///
/// Who is fenced and hears of no other assignment for a minute leaves the group and joins it anew.
class engine {
public:
    /// `log` and `work` outlive the engine.
    engine(log& log, engine_options options, processor& work, engine_observer observer);
    engine(engine const&) = delete;
    engine& operator=(engine const&) = delete;
    ~engine();

    /// @errors those of log::join
    [[nodiscard]] result<void> join();

    /// One turn; to be called at least every few 100 ms, for it keeps the membership alive.
    /// @return true if another turn has something to do at once
    bool turn();

    /// How long the next turn may wait, if there is nothing to do at once and nobody reports
    /// anything.
    [[nodiscard]] milliseconds rest() const;

    /// Leaves the group. What is not committed is forgotten.
    void leave();

    /// The log answered in the last turn, so the membership is known to be alive.
    [[nodiscard]] bool heard() const { return heard_; }

    /// All assigned partitions are restored and no commit is outstanding.
    [[nodiscard]] bool settled() const {
        return standing() == engine_standing::working && !pending_;
    }

    [[nodiscard]] engine_standing standing() const {
        if (!token_) {
            return engine_standing::unassigned;
        }
        return to_restore_.empty() ? engine_standing::working : engine_standing::restoring;
    }

    /// See member::behind.
    [[nodiscard]] std::int64_t behind() const { return member_ ? member_->behind() : 0; }

private:
    void assigned(assignment const& given);
    void revoked();
    void lose();
    void join_anew();
    bool restore_next();
    /// Where records of that partition begin for us.
    /// @errors eventlog_errc::corrupt: behind the end, so that records were lost or the topic is
    ///         another one
    result<offset> begin_of(int partition, offset position, offset next);
    void decide(std::vector<stored_record> const& records);
    void try_commit();
    void told(std::string const& what, failure const& why) const;

    log& log_;
    engine_options options_;
    processor& work_;
    engine_observer observer_;
    std::unique_ptr<member> member_;
    std::optional<token> token_;
    std::vector<int> partitions_;
    std::vector<int> to_restore_;
    std::optional<transaction> pending_;
    bool heard_ = false;
    std::optional<std::chrono::steady_clock::time_point> fenced_at_;  ///< and not assigned since
    std::chrono::steady_clock::time_point retry_at_;
    milliseconds retry_wait_{0};
};

}  // namespace mailsonde::eventlog
