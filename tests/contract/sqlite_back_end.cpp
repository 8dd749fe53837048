#include "shared/eventlog/sqlite_log.hpp"
#include "shared/eventlog/sqlite_tables.hpp"
#include "tests/contract/back_end_kinds.hpp"
#include "tests/contract/fault_vfs.hpp"

#include <utility>

namespace mailsonde::eventlog::contract {
namespace {

/// Written under the lock, by hand.
class under_the_lock final : public open_transaction {
public:
    under_the_lock(
        std::filesystem::path const& file, manual_clock const& clock, std::vector<record> appends
    )
        : session_(sqlite::session::open(file, milliseconds(0), "").value()),
          lock_(sqlite::write_transaction::begin(*session_->at).value()) {
        session_->topics.load().value();
        for (auto const& one : appends) {
            auto const topic = session_->topics.find(one.topic)->id;
            auto const end = session_->records.end(topic, one.partition).value();
            session_->records.insert(topic, end, clock.wall, one).value();
            session_->records.set_end(topic, one.partition, end + 2).value();
        }
    }

    void commit() override { lock_->commit().value(); }

private:
    std::unique_ptr<sqlite::session> session_;
    std::unique_ptr<sqlite::write_transaction> lock_;
};

class sqlite_back_end final : public back_end {
public:
    explicit sqlite_back_end(manual_clock& clock)
        : clock_(clock), log_(open(clock)), elsewhere_(open(clock)) {}

    eventlog::log& log() override { return *log_; }

    eventlog::log& elsewhere() override { return *elsewhere_; }

    std::unique_ptr<open_transaction> begin(std::vector<record> appends) override {
        return std::make_unique<under_the_lock>(
            folder_.path() / "events.sqlite", clock_, std::move(appends)
        );
    }

    void set(trouble what) override {
        if (what == trouble::none) {
            disk_.disarm();
        } else {
            disk_.arm(what == trouble::aborted ? fault::disk_full : fault::sync_error, 1, true);
        }
    }

    void let_leases_run_out() override { clock_.advance(longest_lease); }

    instant wall_now() const override { return clock_.wall; }

private:
    std::unique_ptr<eventlog::log> open(manual_clock& clock) {
        sqlite_options options;
        options.clock = clock.view();
        return open_sqlite_log(folder_.path(), options).value();
    }

    manual_clock& clock_;
    fault_vfs disk_;
    temporary_folder folder_;
    std::unique_ptr<eventlog::log> log_;
    std::unique_ptr<eventlog::log> elsewhere_;
};

}  // namespace

std::unique_ptr<back_end> make_sqlite_back_end(manual_clock& clock) {
    return std::make_unique<sqlite_back_end>(clock);
}

}  // namespace mailsonde::eventlog::contract
