#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "tests/contract/contract_test.hpp"
#include "tests/contract/fault_vfs.hpp"

#include <gmock/gmock.h>

// What a commit says when the disk fails at each of its steps must be what is in the file then, for
// those who have it open and for those who open it after a crash at that moment.
namespace mailsonde::eventlog::contract {
namespace {

namespace fs = std::filesystem;

transaction work_of(std::string const& value, std::size_t padding) {
    auto const text = value + std::string(padding, '.');
    return {
        {make_record(mail, 0, "k", text),
         make_record(state, 1, "k", text),
         make_record(results, 2, "k", text)},
        {{mail.name, 0, value == "before" ? 1 : 2}}
    };
}

std::unique_ptr<log> open(fs::path const& folder) {
    auto opened = open_sqlite_log(folder);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().text());
    return opened ? *std::move(opened) : nullptr;
}

/// How many records of three were written; fails if the position doesn't agree with them.
int written(log& in) {
    auto count = 0;
    for (auto const& [topic, partition] :
         {std::pair("mail", 0), std::pair("state", 1), std::pair("result", 2)}) {
        for (auto const& value : values_of(in, topic, partition)) {
            count += value.starts_with("x") ? 1 : 0;
        }
    }
    auto const reader = in.join(group_options{"group-mail", "mail"}, {}).value();
    EXPECT_EQ(reader->committed(0).value(), count == 0 ? 1 : 2);
    return count;
}

/// What would be found after the machine stopped now.
int written_after_crash(fs::path const& folder) {
    temporary_folder const copy;
    fs::copy_file(folder / "events.sqlite", copy.path() / "events.sqlite");
    fs::copy_file(folder / "events.sqlite-wal", copy.path() / "events.sqlite-wal");
    return written(*open(copy.path()));
}

void expect_agreement(commit_outcome outcome, int count) {
    switch (outcome) {
        case commit_outcome::ok:
            EXPECT_EQ(count, 3);
            break;
        case commit_outcome::aborted:
            EXPECT_EQ(count, 0);
            break;
        case commit_outcome::unknown:
            EXPECT_TRUE(count == 0 || count == 3) << count;
            break;
        case commit_outcome::fenced:
            ADD_FAILURE() << "the token is good";
    }
}

struct observed {
    bool hit = false;
    commit_outcome outcome = commit_outcome::ok;
    std::string detail;
};

observed commit_with(fault what, int nth, bool lasting, std::size_t padding) {
    fault_vfs disk;
    temporary_folder const folder;
    std::vector<std::string> journal;
    auto const log = open(folder.path());
    log->ensure_topics({mail, state, results}).value();
    test_member one(*log, "a", journal, {"group-mail", "mail"});
    static_cast<void>(one.poll());
    EXPECT_EQ(one.commit(work_of("before", 0)), commit_outcome::ok);

    disk.arm(what, nth, lasting);
    observed seen{false, one.commit(work_of("x", padding)), {}};
    seen.hit = disk.hit();
    seen.detail = one.detail();
    disk.disarm();

    expect_agreement(seen.outcome, written_after_crash(folder.path()));
    if (seen.outcome == commit_outcome::aborted) {
        // Under the same token: aborted isn't fenced.
        EXPECT_EQ(one.commit(work_of("x", padding)), commit_outcome::ok);
        EXPECT_EQ(written_after_crash(folder.path()), 3) << "once and not twice";
    }
    one.leave();
    auto const count = written(*log);
    EXPECT_TRUE(count == 3 || (count == 0 && seen.outcome == commit_outcome::unknown)) << count;
    return seen;
}

void fail_at_every_step(fault what, commit_outcome expected) {
    for (auto const lasting : {false, true}) {
        auto nth = 1;
        for (;; ++nth) {
            SCOPED_TRACE("step " + std::to_string(nth) + (lasting ? ", lasting" : ""));
            auto const seen = commit_with(what, nth, lasting, 0);
            if (!seen.hit) {
                EXPECT_EQ(seen.outcome, commit_outcome::ok);
                break;
            }
            EXPECT_EQ(seen.outcome, expected);
            EXPECT_THAT(seen.detail, testing::HasSubstr("events.sqlite"));
            ASSERT_FALSE(testing::Test::HasFailure());
        }
        EXPECT_GT(nth, 1) << "a durable commit writes and syncs";
    }
}

TEST(SqliteFault, AFullDiskAbortsAtWhateverWriteItStrikes) {
    fail_at_every_step(fault::disk_full, commit_outcome::aborted);
}

TEST(SqliteFault, AWriteErrorAbortsAtWhateverWriteItStrikes) {
    fail_at_every_step(fault::write_error, commit_outcome::aborted);
}

TEST(SqliteFault, AFailedSyncLeavesTheOutcomeUnknownButNothingHalf) {
    fail_at_every_step(fault::sync_error, commit_outcome::unknown);
}

TEST(SqliteFault, TransactionsBiggerThanTheCacheAbortAsWell) {
    for (auto nth = 1; nth < 2'000; nth += 211) {
        SCOPED_TRACE(nth);
        auto const seen = commit_with(fault::disk_full, nth, true, max_record_size - 2);
        EXPECT_EQ(seen.outcome, seen.hit ? commit_outcome::aborted : commit_outcome::ok);
    }
}

TEST(SqliteFault, AFileSystemThatIsReadOnlyForAWhileIsLivedThrough) {
    fault_vfs disk;
    temporary_folder const folder;
    manual_clock clock;
    std::vector<std::string> journal;
    auto const log =
        open_sqlite_log(folder.path(), {clock.view(), milliseconds(0), "boot"}).value();
    log->ensure_topics({mail, state, results}).value();
    test_member one(*log, "a", journal, {"group-mail", "mail"});
    static_cast<void>(one.poll());
    EXPECT_EQ(one.commit(work_of("before", 0)), commit_outcome::ok);
    disk.arm(fault::write_error, 1, true);
    for (auto second = 0; second < 30; ++second) {
        clock.advance(milliseconds(1'000));
        auto const outcome = one.commit(work_of("x", 0));
        EXPECT_EQ(outcome, second < 9 ? commit_outcome::aborted : commit_outcome::fenced);
        auto const polled = one.raw().poll(10);
        EXPECT_TRUE(polled || polled.error().code == eventlog_errc::io_failed);
        EXPECT_THAT(values_of(*log, "state", 1), testing::ElementsAre("before")) << "can be read";
    }
    EXPECT_THAT(journal, testing::ElementsAre("a+0,1,2,3")) << "nobody else can have them either";
    disk.disarm();
    static_cast<void>(one.poll());
    EXPECT_THAT(journal, testing::ElementsAre("a+0,1,2,3", "a-0,1,2,3", "a+0,1,2,3"));
    EXPECT_EQ(one.commit(work_of("x", 0)), commit_outcome::ok);
    one.leave();
    EXPECT_EQ(written(*log), 3);
}

TEST(SqliteFault, PollAndJoinSayWhatFailed) {
    fault_vfs disk;
    temporary_folder const folder;
    auto const log = open(folder.path());
    log->ensure_topics({mail}).value();
    auto const one = log->join({"g", "mail"}, {}).value();
    disk.arm(fault::disk_full, 1, true);
    auto const polled = one->poll(1);
    ASSERT_FALSE(polled);
    EXPECT_EQ(polled.error().code, eventlog_errc::full);
    auto const joined = log->join({"g", "mail"}, {});
    ASSERT_FALSE(joined);
    EXPECT_EQ(joined.error().code, eventlog_errc::full);
    EXPECT_THAT(joined.error().detail, testing::HasSubstr("events.sqlite"));
    disk.disarm();
    EXPECT_TRUE(one->poll(1)) << "the same call again";
    EXPECT_EQ(one->commit({}, token{}).outcome, commit_outcome::fenced);
}

}  // namespace
}  // namespace mailsonde::eventlog::contract
