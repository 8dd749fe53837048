#include "shared/eventlog/sqlite_log.hpp"
#include "tests/contract/contract_test.hpp"
#include "tests/contract/fault_vfs.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>

// What is left if the process is killed, or the power fails, before any of the writes and syncs of
// a commit, of a checkpoint, of a clean-up: the files are copied there and opened.
namespace mailsonde::eventlog::contract {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto seed = 20'261'124U;

class SqliteCrash : public testing::Test {  // NOLINT(readability-identifier-naming): a suite
protected:
    SqliteCrash() {
        log = open(folder.path());
        log->ensure_topics({mail, state, results}).value();
        one =
            std::make_unique<test_member>(*log, "a", journal, group_options{"group-mail", "mail"});
        static_cast<void>(one->poll());
    }

    [[nodiscard]] std::unique_ptr<eventlog::log> open(fs::path const& at) {
        return open_sqlite_log(at, {clock.view(), milliseconds(0), "boot"}).value();
    }

    /// What would be found if the process were killed now: the system keeps what was written.
    void after_kill(std::function<void(eventlog::log&)> const& look) {
        temporary_folder const copy;
        for (auto const* const name : {"events.sqlite", "events.sqlite-wal"}) {
            fs::copy_file(folder.path() / name, copy.path() / name);
        }
        look(*open(copy.path()));
    }

    /// What would be found if the power failed now, of the writes that weren't synced: none, and
    /// any of them, in whatever order the disk liked.
    void after_power_loss(std::function<void(eventlog::log&)> const& look) {
        for (auto const share : {0U, 2U, 2U, 1U}) {
            temporary_folder const copy;
            disk.save_after_power_loss(copy.path(), [&] {
                return share > 0 && random() % share == 0;
            });
            look(*open(copy.path()));
        }
    }

    /// Does `work` and looks at what a crash before each of its steps would leave.
    /// @param each  looks at every so manieth step only
    int crash_at_each_step(
        std::function<void()> const& work,
        std::function<void(eventlog::log&)> const& look,
        int each = 1
    ) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        auto steps = 0;
        disk.follow(folder.path());
        disk.before_each_step([&] {
            SCOPED_TRACE("step " + std::to_string(steps));
            if (steps++ % each == 0 && !testing::Test::HasFailure()) {
                after_kill(look);
                after_power_loss(look);
            }
        });
        work();
        disk.before_each_step(nullptr);
        return steps;
    }

    void commit(transaction const& work) { ASSERT_EQ(one->commit(work), commit_outcome::ok); }

    std::mt19937 random{seed};
    manual_clock clock;
    fault_vfs disk;
    temporary_folder folder;
    std::vector<std::string> journal;
    std::unique_ptr<eventlog::log> log;
    std::unique_ptr<test_member> one;
};

transaction numbered(int number, std::size_t padding = 0) {
    auto const text = std::to_string(number) + std::string(padding, '.');
    return {
        {make_record(mail, 0, "k", text),
         make_record(state, 1, std::to_string(number), text),
         make_record(results, 2, "k", text)},
        {{mail.name, 0, number}}
    };
}

/// The numbers that were written: the same in each topic, and in the position.
std::vector<int> numbers_in(log& found) {
    std::array<std::vector<int>, 3> all;
    auto at = all.begin();
    for (auto const& [topic, partition] :
         {std::pair("mail", 0), std::pair("state", 1), std::pair("result", 2)}) {
        for (auto const& value : values_of(found, topic, partition)) {
            at->push_back(std::stoi(value));
        }
        ++at;
    }
    EXPECT_EQ(all[0], all[1]);
    EXPECT_EQ(all[0], all[2]);
    auto const reader = found.join(group_options{"group-mail", "mail"}, {}).value();
    EXPECT_EQ(reader->committed(0).value().value_or(0), all[0].empty() ? 0 : all[0].back());
    return all[0];
}

TEST_F(SqliteCrash, InACommitLeavesAllOrNothingOfIt) {
    commit(numbered(1));
    auto const steps = crash_at_each_step(
        [&] { commit(numbered(2)); },
        [](eventlog::log& found) {
            EXPECT_THAT(numbers_in(found), AnyOf(ElementsAre(1), ElementsAre(1, 2)));
        }
    );
    EXPECT_GT(steps, 2) << "a durable commit writes and syncs";
}

TEST_F(SqliteCrash, AfterACommitLeavesItWholeEvenIfThePowerFails) {
    disk.follow(folder.path());
    std::vector<int> expected;
    for (auto number = 1; number <= 5; ++number) {
        commit(numbered(number));
        expected.push_back(number);
        auto const look = [&](eventlog::log& found) { EXPECT_EQ(numbers_in(found), expected); };
        after_kill(look);
        after_power_loss(look);
    }
}

TEST_F(SqliteCrash, InACheckpointLosesNothing) {
    // More pages than the WAL holds before they are moved to the file, some of them again and
    // again.
    constexpr auto padding = 300'000;
    for (auto number = 1; number <= 4; ++number) {
        commit(numbered(number, padding));
    }
    auto const steps = crash_at_each_step(
        [&] { commit(numbered(5, padding)); },
        [](eventlog::log& found) {
            EXPECT_THAT(
                numbers_in(found), AnyOf(ElementsAre(1, 2, 3, 4), ElementsAre(1, 2, 3, 4, 5))
            );
        },
        197
    );
    EXPECT_GT(steps, 1'000) << "pages were moved";
}

TEST_F(SqliteCrash, OthersSeeNothingOfACommitBeforeItIsDurable) {
    commit(numbered(1));
    auto const other = open(folder.path());
    test_member reader(*other, "r", journal, {"group-result", "result"});
    EXPECT_EQ(values_of(reader.poll()).size(), 1U);
    offset end = 0;
    auto looks = 0;
    disk.follow(folder.path());
    disk.before_each_step([&] {
        ++looks;
        auto const seen = other->restore("result", 2, 0).value();
        EXPECT_THAT(values_of(seen.records), ElementsAre("1"));
        end = seen.end;
        EXPECT_THAT(reader.poll(), IsEmpty());
    });
    commit(numbered(2));
    disk.before_each_step(nullptr);
    EXPECT_GT(looks, 2);
    EXPECT_THAT(values_of(other->restore("result", 2, end).value().records), ElementsAre("2"));
    EXPECT_THAT(values_of(reader.poll()), ElementsAre("2"));
}

TEST_F(SqliteCrash, InACleanUpBringsNoRemovedValueBackAndLosesNoNewestOne) {
    transaction work;
    for (auto i = 0; i < 1'500; ++i) {
        auto const dead = i % 3 == 2;
        auto const key = "k" + std::to_string(i / 3);
        auto const value = dead ? std::nullopt : std::optional(std::to_string(i));
        work.appends.push_back(make_record(state, 0, key, value));
    }
    work.appends.push_back(make_record(state, 0, "kept", "value"));
    commit(work);
    clock.advance(std::chrono::hours(25));
    auto const steps = crash_at_each_step(
        [&] { EXPECT_TRUE(log->clean_up()); },
        [](eventlog::log& found) {
            std::map<std::string, std::string> restored;
            for (auto const& record : found.restore("state", 0, 0).value().records) {
                restored.erase(*record.data.key);
                if (record.data.value) {
                    restored[*record.data.key] = *record.data.value;
                }
            }
            EXPECT_THAT(restored, ElementsAre(testing::Pair("kept", "value")));
        },
        11
    );
    EXPECT_GT(steps, 20);
    EXPECT_THAT(values_of(*log, "state", 0), ElementsAre("value"));
}

}  // namespace
}  // namespace mailsonde::eventlog::contract
