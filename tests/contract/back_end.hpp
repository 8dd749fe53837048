#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/log_clock.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::eventlog::contract {

/// Moved by hand; the two clocks are independent, as those of a machine are.
struct manual_clock {
    instant wall{milliseconds(1'795'485'600'000)};
    milliseconds since_boot{1'000'000};

    void advance(milliseconds by) {
        wall += by;
        since_boot += by;
    }

    [[nodiscard]] log_clock view() {
        return {[this] { return wall; }, [this] { return since_boot; }};
    }
};

/// A new folder, removed at the end. In memory where the system has a place for that: there the
/// tests don't wait for a disk.
class temporary_folder {
public:
    temporary_folder();
    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;
    ~temporary_folder();

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// What somebody else has written and not committed yet. Taken back at the end unless committed.
class open_transaction {
public:
    open_transaction() = default;
    open_transaction(open_transaction const&) = delete;
    open_transaction& operator=(open_transaction const&) = delete;
    virtual ~open_transaction() = default;

    virtual void commit() = 0;
};

/// The session timeout of members in these tests is this at most.
inline constexpr milliseconds longest_lease{9'000};

/// What becomes of commits that are neither fenced nor malformed.
enum class trouble : std::uint8_t {
    none,
    aborted,  ///< a full disk, a broker that is down
    unknown,  ///< a failed fsync, a connection lost while committing
};

/// One kind of log, empty at first.
class back_end {
public:
    back_end() = default;
    back_end(back_end const&) = delete;
    back_end& operator=(back_end const&) = delete;
    virtual ~back_end() = default;

    [[nodiscard]] virtual eventlog::log& log() = 0;
    /// The same log as another process would see it; may be log() itself.
    [[nodiscard]] virtual eventlog::log& elsewhere() = 0;

    /// No member may commit before it ends; `restore` may wait for that.
    [[nodiscard]] virtual std::unique_ptr<open_transaction> begin(std::vector<record> appends) = 0;

    /// From now on, for members of log().
    virtual void set(trouble what) = 0;

    /// Returns once nobody who did not poll meanwhile is a member of a group.
    virtual void let_leases_run_out() = 0;

    /// By which name brokers know a topic.
    [[nodiscard]] virtual std::string cluster_name(std::string const& topic) const { return topic; }

    /// What a record committed now has for a timestamp.
    [[nodiscard]] virtual instant wall_now() const = 0;
};

/// Names for make_back_end: those whose clocks are moved by hand, so that time can be told exactly.
inline constexpr std::array<char const*, 2> clocked_back_ends{"memory", "sqlite"};

/// These, and "kafka" if MAILSONDE_KAFKA names brokers (tests/contract/on_kafka.py starts some).
[[nodiscard]] std::vector<char const*> all_back_ends();
/// "kafka" or nothing.
[[nodiscard]] std::vector<char const*> kafka_if_there();

[[nodiscard]] std::unique_ptr<back_end> make_back_end(std::string const& name, manual_clock& clock);

}  // namespace mailsonde::eventlog::contract
