#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_tables.hpp"

namespace mailsonde::eventlog::sqlite {

group_table::group_table(connection& at, std::string boot_id)
    : boot_id_(std::move(boot_id)),
      insert_group_(at, "INSERT INTO member_group VALUES(?, ?, 0, 1) ON CONFLICT DO NOTHING"),
      select_topic_(at, "SELECT topic FROM member_group WHERE name = ?"),
      select_group_(at, "SELECT generation, next_member FROM member_group WHERE name = ?"),
      update_group_(at, "UPDATE member_group SET generation = ?, next_member = ? WHERE name = ?"),
      select_members_(
          at,
          "SELECT id, acknowledged, lease_until_ms, boot_id FROM group_member"
          " WHERE member_group = ? ORDER BY id"
      ),
      select_member_(
          at,
          "SELECT id, acknowledged, lease_until_ms, boot_id FROM group_member"
          " WHERE member_group = ? AND id = ?"
      ),
      delete_members_(at, "DELETE FROM group_member WHERE member_group = ?"),
      insert_member_(at, "INSERT INTO group_member VALUES(?, ?, ?, ?, ?)"),
      select_position_(
          at,
          "SELECT next_offset FROM position"
          " WHERE member_group = ? AND topic = ? AND partition = ?"
      ),
      upsert_position_(
          at,
          "INSERT INTO position VALUES(?, ?, ?, ?)"
          " ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset"
      ) {}

result<std::int64_t> group_table::found(std::string const& group, std::int64_t topic) {
    auto const inserted = insert_group_.run(group, topic);
    if (!inserted) {
        return inserted.error();
    }
    reset_guard const guard(select_topic_);
    auto const bound = select_topic_.bind(group);
    auto const row = bound ? select_topic_.step() : result<bool>(bound.error());
    return row ? result<std::int64_t>(select_topic_.number(0)) : row.error();
}

group_member_row group_table::read_member(statement const& from) const {
    // The clock since boot has begun anew meanwhile: 0 has passed in any case.
    auto const same_boot = from.octets(3) == boot_id_;
    return {
        .id = from.number(0),
        .acknowledged = from.number(1),
        .lease_until = milliseconds(same_boot ? from.number(2) : 0)
    };
}

result<group_rows> group_table::load(std::string const& group) {
    group_rows rows;
    {
        reset_guard const guard(select_group_);
        auto const bound = select_group_.bind(group);
        auto const row = bound ? select_group_.step() : result<bool>(bound.error());
        if (!row) {
            return row.error();
        }
        rows.generation = select_group_.number(0);
        rows.next_member = select_group_.number(1);
    }
    reset_guard const guard(select_members_);
    auto const bound = select_members_.bind(group);
    auto row = bound ? select_members_.step() : result<bool>(bound.error());
    for (; row && *row; row = select_members_.step()) {
        rows.members.push_back(read_member(select_members_));
    }
    return row ? result<group_rows>(std::move(rows)) : row.error();
}

result<void> group_table::save(std::string const& group, group_rows const& rows) {
    auto done = update_group_.run(rows.generation, rows.next_member, group);
    if (done) {
        done = delete_members_.run(group);
    }
    for (auto const& one : rows.members) {
        if (done) {
            done = insert_member_.run(
                group, one.id, one.acknowledged, one.lease_until.count(), boot_id_
            );
        }
    }
    return done;
}

result<std::optional<group_member_row>> group_table::member(
    std::string const& group, std::int64_t id
) {
    reset_guard const guard(select_member_);
    auto const bound = select_member_.bind(group, id);
    auto const row = bound ? select_member_.step() : result<bool>(bound.error());
    if (!row) {
        return row.error();
    }
    return *row ? std::optional(read_member(select_member_)) : std::nullopt;
}

result<std::optional<offset>> group_table::position(
    std::string const& group, std::int64_t topic, int partition
) {
    reset_guard const guard(select_position_);
    auto const bound = select_position_.bind(group, topic, partition);
    auto const row = bound ? select_position_.step() : result<bool>(bound.error());
    if (!row) {
        return row.error();
    }
    return *row ? std::optional(select_position_.number(0)) : std::nullopt;
}

result<void> group_table::set_position(
    std::string const& group, std::int64_t topic, int partition, offset next
) {
    return upsert_position_.run(group, topic, partition, next);
}

}  // namespace mailsonde::eventlog::sqlite
