#pragma once

#include "shared/eventlog/engine.hpp"
#include "shared/eventlog/memory_log.hpp"
#include "tests/contract/back_end.hpp"
#include "tests/unit/eventlog/faulty_log.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::eventlog {

/// A processor that writes down what it is told. Of every record "x" it makes a result "x!" and a
/// state record "x"; what the test put into `plans` becomes results, too.
class scribe final : public processor {
public:
    void restore(int partition, std::vector<stored_record> const& state) override;
    void forget() override;

    void begin() override { journal.emplace_back("begin"); }

    void take(stored_record const& record, transaction& out) override;
    void decide(transaction& out) override;
    void release() override;

    [[nodiscard]] milliseconds rest() const override { return wants_rest; }

    /// "restore 0: x y", "begin", "take x", "plan y", "release x y", "forget"; nothing about turns
    /// in which nothing was decided.
    std::vector<std::string> journal;
    std::vector<std::string> plans;  ///< results of partition 0 that the next turn decides
    milliseconds wants_rest = usual_rest;
    int decisions = 0;
    int releases = 0;
    std::function<void()> when_deciding;
    std::function<void()> when_releasing;

private:
    std::vector<std::string> decided_;  ///< since the last release
};

/// A log with the topics "mail", "state" and "result" of two partitions each, and engines on it.
class engine_case : public testing::Test {
protected:
    struct replica {
        replica(log& on, engine_options options);

        scribe work;
        std::vector<std::string> told;  ///< "commit ok", "failed poll", "assigned 2", "revoked"
        eventlog::engine engine;
    };

    engine_case();

    [[nodiscard]] engine_options options();
    [[nodiscard]] std::unique_ptr<replica> join(engine_options with);

    [[nodiscard]] std::unique_ptr<replica> join() { return join(options()); }

    /// A replica that has restored everything, and nothing to do.
    [[nodiscard]] std::unique_ptr<replica> settled();
    /// Turns of all until all hold their assignments and have restored them.
    static void settle(std::vector<replica*> const& all);

    /// By somebody outside of the group.
    void write(std::string const& topic, int partition, std::string const& value);
    /// By an operator, while nobody is in the group.
    void move_position(int partition, offset to);
    [[nodiscard]] std::vector<std::string> values(std::string const& topic, int partition);

    contract::manual_clock clock;
    std::unique_ptr<log> memory = make_memory_log(clock.view());
    faults faults;
    faulty_log log{*memory, faults};

private:
    void commit_as(group_options const& group, transaction const& work);

    int writers_ = 0;
};

}  // namespace mailsonde::eventlog
