#pragma once

#include "shared/eventlog/event_log.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::eventlog {

/// What becomes of a commit.
enum class fate : std::uint8_t {
    done,           ///< what the real log says
    aborted,        ///< nothing is written
    unknown_lost,   ///< nothing is written, and nobody is told
    unknown_saved,  ///< everything is written, and nobody is told
    fenced,         ///< nothing is written, and no other assignment follows
};

/// What goes wrong next, and what was tried.
struct faults {
    std::deque<fate> commits;  ///< of the next ones; then all are done
    int polls = 0;             ///< so many fail
    int joins = 0;
    int restores = 0;
    int positions = 0;
    bool keeps_positions = true;
    bool forgets_positions = false;
    std::vector<transaction> tried;  ///< every transaction that was to be committed
};

/// A log with the faults of a disk or a broker, over one that has none. Both outlive it.
class faulty_log final : public log {
public:
    faulty_log(log& real, faults& plan) : real_(real), plan_(plan) {}

    result<void> ensure_topics(std::vector<topic_options> const& topics) override {
        return real_.ensure_topics(topics);
    }

    result<std::unique_ptr<member>> join(group_options const& options, assignment_listener listener)
        override;
    result<restored> restore(std::string const& topic, int partition, offset from) override;

    bool keeps_positions() const override { return plan_.keeps_positions; }

    result<void> clean_up() override { return real_.clean_up(); }

private:
    log& real_;
    faults& plan_;
};

}  // namespace mailsonde::eventlog
