#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The event log: the only thing both services know about how events and state are kept.
///
/// Topics have a fixed number of partitions; a partition is an ordered list of records with
/// strictly increasing offsets (gaps are normal). Members of a group share the partitions of one
/// topic: each partition belongs to at most one member at a time, and everything a member writes is
/// bound to the token of the assignment under which it decided, so that a member that lost its
/// assignment can change nothing. Back ends: in-memory model, SQLite; Apache Kafka fits the same
/// contract.
namespace mailsonde::eventlog {

using offset = std::int64_t;
using headers = std::vector<std::pair<std::string, std::string>>;

/// As written. Keys and values are octets; an absent value is a tombstone for the key.
struct record {
    std::string topic;
    int partition = 0;
    std::optional<std::string> key;
    eventlog::headers headers;         ///< order and duplicate names are kept
    std::optional<std::string> value;  ///< nullopt (tombstone) and "" are different things

    friend bool operator==(record const&, record const&) = default;
};

/// As read back.
struct stored_record {
    eventlog::offset offset = 0;
    instant timestamp;  ///< when it was committed, by the log's clock
    record data;
};

/// Proof of one assignment; opaque. A default-made token was never assigned and is refused.
struct token {
    std::string opaque;

    friend bool operator==(token const&, token const&) = default;
};

struct assignment {
    std::vector<int> partitions;
    eventlog::token token;
};

/// "The next record of this group to process in `topic`/`partition` is `next`."
struct position {
    std::string topic;
    int partition = 0;
    offset next = 0;
};

struct transaction {
    std::vector<record> appends;
    std::vector<position> advances;
};

enum class commit_outcome : std::uint8_t {
    ok,       ///< everything is durable and visible
    fenced,   ///< the token is stale: nothing was written; wait for the next assignment
    aborted,  ///< nothing was written; the same transaction may be tried again
    unknown,  ///< all or nothing was written, nobody knows which: restore before going on
};

[[nodiscard]] std::string_view to_text(commit_outcome outcome);

struct commit_result {
    commit_outcome outcome = commit_outcome::aborted;
    std::string detail;  ///< for people; empty when ok
};

/// A partition read from some offset up to its end at the time of the call.
struct restored {
    std::vector<stored_record> records;
    offset end = 0;  ///< everything below is in `records` or older than the start
};

/// Called from within member::poll and member::close, on the caller's thread; both may use the
/// member and the log. Either may be empty.
struct assignment_listener {
    /// Every one of these is followed by exactly one `revoked`, also if it has no partitions
    /// because the group has more members than the topic has partitions.
    std::function<void(assignment const&)> assigned;
    /// The partitions are still the member's own during this call, and nobody else's before it
    /// returns, unless the lease ran out meanwhile (then commits answer `fenced`).
    std::function<void(std::vector<int> const&)> revoked;
};

struct group_options {
    std::string group;
    std::string topic;
    /// Who doesn't poll for so long loses its partitions; nothing else keeps a membership alive,
    /// and a commit after it is `fenced` even if nobody noticed yet. Steps of the wall clock don't
    /// count.
    milliseconds session_timeout{10'000};
};

/// One member of one group. All calls from one thread; the destructor leaves as `close` does.
class member {
public:
    member() = default;
    member(member const&) = delete;
    member& operator=(member const&) = delete;
    virtual ~member() = default;

    /// Keeps the membership alive, delivers assignment changes to the listener, and returns new
    /// records of the partitions that were started, in order per partition and at most `limit`,
    /// shared fairly. Waits for nothing but other writers. Costs next to nothing while nothing
    /// happens. After a failure just call again: no record is lost, no callback comes twice.
    /// @errors eventlog_errc::busy, full, io_failed, corrupt, unreachable, denied; closed after
    ///         close; displaced, after which only a new process helps
    [[nodiscard]] virtual result<std::vector<stored_record>> poll(std::size_t limit) = 0;

    /// Begins delivery of an assigned partition at `from`, or moves it there. Until then poll
    /// returns none of it. Nothing happens if the partition isn't this member's.
    virtual void start(int partition, offset from) = 0;

    /// How far poll is behind the ends that the started partitions had at the last poll, in
    /// offsets: no fewer than the records that are still to come, since offsets have gaps. 0: none
    /// is.
    [[nodiscard]] virtual std::int64_t behind() const = 0;

    /// The group's committed position in the subscribed topic; nullopt if it never advanced.
    [[nodiscard]] virtual result<std::optional<offset>> committed(int partition) = 0;

    /// Appends and advances all or nothing, if and only if `token` is this member's current one.
    /// @errors outcome aborted also for malformed transactions (unknown topic or partition, record
    ///         over max_record_size, no key in a compacted topic, negative position), with the
    ///         reason in `detail`; a stale token is `fenced` whatever the transaction holds
    /// An empty transaction only asks whether the token is good.
    [[nodiscard]] virtual commit_result commit(transaction const& work, token const& token) = 0;

    /// Leaves the group: revoked is called, others may take over at once. Idempotent.
    virtual void close() = 0;
};

inline constexpr std::size_t max_record_size = 1'048'576;  ///< key + headers + value, octets

struct topic_options {
    std::string name;
    int partitions = 1;
    bool compacted = false;     ///< only the newest record of a key must be kept
    milliseconds retention{0};  ///< for topics that aren't compacted; 0 keeps everything
    /// Further ones by their names in Apache Kafka; other back ends have no use for them.
    std::map<std::string, std::string> settings{};
};

class log {
public:
    log() = default;
    log(log const&) = delete;
    log& operator=(log const&) = delete;
    virtual ~log() = default;

    /// Creates what is missing, all or nothing, and sets the retention of what exists.
    /// @errors eventlog_errc::topic_mismatch (exists with other partitions or clean-up),
    ///         invalid_options
    [[nodiscard]] virtual result<void> ensure_topics(std::vector<topic_options> const& topics) = 0;

    /// The first assignment comes with a later poll. The member may outlive the log.
    /// @errors eventlog_errc::unknown_topic, group_mismatch (a group has one topic, for ever),
    ///         invalid_options
    [[nodiscard]] virtual result<std::unique_ptr<member>> join(
        group_options const& options, assignment_listener listener
    ) = 0;

    /// Whether the positions of groups last as long as the records do. If not, whoever may take no
    /// record twice writes them down beside its own state, too.
    [[nodiscard]] virtual bool keeps_positions() const { return true; }

    /// Reads a partition from `from` to its end, committed records only. Bounded by nothing but
    /// the partition: for state topics and tools.
    [[nodiscard]] virtual result<restored> restore(
        std::string const& topic, int partition, offset from
    ) = 0;

    /// Drops records that their topic's options let go of: superseded keys, tombstones older than a
    /// day, events past their retention. Never the newest value of a key.
    [[nodiscard]] virtual result<void> clean_up() = 0;
};

}  // namespace mailsonde::eventlog
