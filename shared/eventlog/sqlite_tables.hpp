#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/group_protocol.hpp"
#include "shared/eventlog/sqlite_handle.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The tables of the file and every statement on them. Nothing here begins or ends a transaction.
namespace mailsonde::eventlog::sqlite {

struct stored_topic {
    std::int64_t id = 0;
    topic_options options;
};

class topic_table {
public:
    explicit topic_table(connection& at);

    /// Reads all topics anew.
    [[nodiscard]] result<void> load();
    /// As of the last load; topics are never removed. nullptr if there is none of that name.
    [[nodiscard]] stored_topic const* find(std::string const& name) const;

    [[nodiscard]] std::map<std::string, stored_topic> const& all() const { return topics_; }

    /// The caller has made sure that there is none of that name.
    [[nodiscard]] result<void> create(topic_options const& options);
    [[nodiscard]] result<void> set_retention(std::int64_t topic, milliseconds retention);

private:
    statement select_;
    statement insert_;
    statement insert_partition_;
    statement update_retention_;
    std::map<std::string, stored_topic> topics_;
};

class record_table {
public:
    explicit record_table(connection& at);

    /// Per partition of a topic.
    [[nodiscard]] result<std::vector<offset>> ends(std::int64_t topic);
    [[nodiscard]] result<offset> end(std::int64_t topic, int partition);
    [[nodiscard]] result<void> set_end(std::int64_t topic, int partition, offset end);
    [[nodiscard]] result<void> insert(
        std::int64_t topic, offset at, instant committed_at, record const& data
    );
    /// @param limit  -1 for no limit
    [[nodiscard]] result<std::vector<stored_record>> range(
        stored_topic const& topic, int partition, offset from, std::int64_t limit
    );
    /// Offsets of superseded records and of tombstones committed until `tombstones_until`.
    [[nodiscard]] result<std::vector<offset>> superseded(
        std::int64_t topic, int partition, instant tombstones_until
    );
    /// Offsets of records committed until `until`.
    [[nodiscard]] result<std::vector<offset>> outdated(
        std::int64_t topic, int partition, instant until
    );
    [[nodiscard]] result<void> remove(std::int64_t topic, int partition, offset at);

private:
    result<std::vector<offset>> offsets(
        statement& select, std::int64_t topic, int partition, instant until
    );

    connection* at_;
    statement ends_;
    statement end_;
    statement set_end_;
    statement insert_;
    statement range_;
    statement superseded_;
    statement outdated_;
    statement remove_;
};

class group_table {
public:
    /// @param boot_id  leases that were written under another one have expired
    group_table(connection& at, std::string boot_id);

    /// @return the id of the topic whose partitions the group shares; that of `topic` if it is new
    [[nodiscard]] result<std::int64_t> found(std::string const& group, std::int64_t topic);
    [[nodiscard]] result<group_rows> load(std::string const& group);
    [[nodiscard]] result<void> save(std::string const& group, group_rows const& rows);
    [[nodiscard]] result<std::optional<group_member_row>> member(
        std::string const& group, std::int64_t id
    );
    [[nodiscard]] result<std::optional<offset>> position(
        std::string const& group, std::int64_t topic, int partition
    );
    [[nodiscard]] result<void> set_position(
        std::string const& group, std::int64_t topic, int partition, offset next
    );

private:
    group_member_row read_member(statement const& from) const;

    std::string boot_id_;
    statement insert_group_;
    statement select_topic_;
    statement select_group_;
    statement update_group_;
    statement select_members_;
    statement select_member_;
    statement delete_members_;
    statement insert_member_;
    statement select_position_;
    statement upsert_position_;
};

/// A connection with its statements.
struct session {
    static result<std::unique_ptr<session>> open(
        std::filesystem::path const& file, milliseconds busy_timeout, std::string boot_id
    );

    session(std::unique_ptr<connection> opened, std::string boot_id);

    std::unique_ptr<connection> at;
    // After the connection, so that the statements go before it.
    topic_table topics;
    record_table records;
    group_table groups;
};

}  // namespace mailsonde::eventlog::sqlite
