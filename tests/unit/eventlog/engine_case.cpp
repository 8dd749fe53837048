#include "tests/unit/eventlog/engine_case.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::eventlog {
namespace {

std::string listed(std::string what, std::vector<std::string> const& values) {
    for (auto const& one : values) {
        what += " " + one;
    }
    return what;
}

record make_record(std::string topic, int partition, std::string value) {
    return {std::move(topic), partition, value, {}, value};
}

engine_observer observer_into(std::vector<std::string>& told) {
    return {
        [&told](commit_result const& done, milliseconds /*took*/) {
            told.push_back("commit " + std::string(to_text(done.outcome)));
        },
        [&told](std::string const& what, failure const& /*why*/) {
            told.push_back("failed " + what);
        },
        [&told](std::vector<int> const& partitions) {
            told.push_back("assigned " + std::to_string(partitions.size()));
        },
        [&told] { told.emplace_back("revoked"); }
    };
}

}  // namespace

void scribe::restore(int partition, std::vector<stored_record> const& state) {
    std::vector<std::string> values;
    for (auto const& one : state) {
        values.push_back(one.data.value.value_or("-"));
    }
    journal.push_back(listed("restore " + std::to_string(partition) + ":", values));
}

void scribe::forget() {
    decided_.clear();
    journal.emplace_back("forget");
}

void scribe::take(stored_record const& record, transaction& out) {
    auto const value = record.data.value.value_or("-");
    out.appends.push_back(make_record("result", record.data.partition, value + "!"));
    out.appends.push_back(make_record("state", record.data.partition, value));
    decided_.push_back(value);
    journal.push_back("take " + value);
}

void scribe::decide(transaction& out) {
    ++decisions;
    for (auto const& plan : std::exchange(plans, {})) {
        out.appends.push_back(make_record("result", 0, plan));
        decided_.push_back(plan);
        journal.push_back("plan " + plan);
    }
    if (when_deciding) {
        when_deciding();
    }
}

void scribe::release() {
    ++releases;
    if (when_releasing) {
        when_releasing();
    }
    if (auto const released = std::exchange(decided_, {}); !released.empty()) {
        journal.push_back(listed("release", released));
    }
}

engine_case::replica::replica(eventlog::log& on, engine_options options)
    : engine(on, std::move(options), work, observer_into(told)) {}

engine_case::engine_case() {
    auto const made = memory->ensure_topics(
        {{"mail", 2, false, milliseconds(0)},
         {"state", 2, true, milliseconds(0)},
         {"result", 2, false, milliseconds(0)}}
    );
    EXPECT_TRUE(made);
}

engine_options engine_case::options() {
    engine_options out;
    out.group = {"workers", "mail"};
    out.state_topic = "state";
    out.since_start = [this] { return std::chrono::steady_clock::time_point(clock.since_boot); };
    return out;
}

std::unique_ptr<engine_case::replica> engine_case::join(engine_options with) {
    auto made = std::make_unique<replica>(log, std::move(with));
    EXPECT_TRUE(made->engine.join());
    return made;
}

std::unique_ptr<engine_case::replica> engine_case::settled() {
    auto made = join();
    settle({made.get()});
    made->engine.turn();
    made->work.journal.clear();
    made->told.clear();
    return made;
}

void engine_case::settle(std::vector<replica*> const& all) {
    // Giving up, acknowledging and taking over is a turn each; then one for every partition.
    for (auto i = 0; i < 6; ++i) {
        for (auto* const one : all) {
            one->engine.turn();
        }
    }
    for (auto const* const one : all) {
        ASSERT_TRUE(one->engine.settled());
    }
}

void engine_case::write(std::string const& topic, int partition, std::string const& value) {
    commit_as(
        {"writer" + std::to_string(writers_++), topic}, {{make_record(topic, partition, value)}, {}}
    );
}

void engine_case::move_position(int partition, offset to) {
    commit_as(options().group, {{}, {{options().group.topic, partition, to}}});
}

void engine_case::commit_as(group_options const& group, transaction const& work) {
    token proof;
    auto const writer =
        memory->join(group, {[&proof](assignment const& given) { proof = given.token; }, {}});
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->poll(0));
    auto const done = (*writer)->commit(work, proof);
    ASSERT_EQ(done.outcome, commit_outcome::ok) << done.detail;
}

std::vector<std::string> engine_case::values(std::string const& topic, int partition) {
    std::vector<std::string> out;
    auto const read = memory->restore(topic, partition, 0);
    for (auto const& one : read.value().records) {
        out.push_back(one.data.value.value_or("-"));
    }
    return out;
}

}  // namespace mailsonde::eventlog
