#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/header_codec.hpp"
#include "shared/eventlog/sqlite_tables.hpp"

namespace mailsonde::eventlog::sqlite {
namespace {

std::int64_t to_number(instant at) {
    return at.time_since_epoch().count();
}

blob to_blob(std::optional<std::string> const& octets) {
    return octets ? blob{*octets} : blob{};
}

}  // namespace

record_table::record_table(connection& at)
    : at_(&at),
      ends_(at, "SELECT next_offset FROM topic_partition WHERE topic = ? ORDER BY partition"),
      end_(at, "SELECT next_offset FROM topic_partition WHERE topic = ? AND partition = ?"),
      set_end_(at, "UPDATE topic_partition SET next_offset = ? WHERE topic = ? AND partition = ?"),
      insert_(at, "INSERT INTO record VALUES(?, ?, ?, ?, ?, ?, ?)"),
      range_(
          at,
          "SELECT offset, committed_at_ms, key, headers, value FROM record"
          " WHERE topic = ? AND partition = ? AND offset >= ? ORDER BY offset LIMIT ?"
      ),
      superseded_(
          at,
          "SELECT offset FROM (SELECT offset, committed_at_ms, value IS NULL AS dead,"
          " lead(offset) OVER (PARTITION BY key ORDER BY offset) AS newer"
          " FROM record WHERE topic = ? AND partition = ?)"
          " WHERE newer IS NOT NULL OR (dead AND committed_at_ms <= ?) ORDER BY offset"
      ),
      outdated_(
          at,
          "SELECT offset FROM record WHERE topic = ? AND partition = ? AND committed_at_ms <= ?"
          " ORDER BY offset"
      ),
      remove_(at, "DELETE FROM record WHERE topic = ? AND partition = ? AND offset = ?") {}

result<std::vector<offset>> record_table::ends(std::int64_t topic) {
    reset_guard const guard(ends_);
    std::vector<offset> out;
    auto const bound = ends_.bind(topic);
    auto row = bound ? ends_.step() : result<bool>(bound.error());
    for (; row && *row; row = ends_.step()) {
        out.push_back(ends_.number(0));
    }
    return row ? result<std::vector<offset>>(std::move(out)) : row.error();
}

result<offset> record_table::end(std::int64_t topic, int partition) {
    reset_guard const guard(end_);
    auto const bound = end_.bind(topic, partition);
    auto const row = bound ? end_.step() : result<bool>(bound.error());
    if (!row) {
        return row.error();
    }
    if (!*row) {
        return fail(eventlog_errc::corrupt, at_->file().string() + ": a partition is missing");
    }
    return end_.number(0);
}

result<void> record_table::set_end(std::int64_t topic, int partition, offset end) {
    return set_end_.run(end, topic, partition);
}

result<void> record_table::insert(
    std::int64_t topic, offset at, instant committed_at, record const& data
) {
    auto const headers = encode_headers(data.headers);
    return insert_.run(
        topic,
        data.partition,
        at,
        to_number(committed_at),
        to_blob(data.key),
        blob{headers},
        to_blob(data.value)
    );
}

result<std::vector<stored_record>> record_table::range(
    stored_topic const& topic, int partition, offset from, std::int64_t limit
) {
    reset_guard const guard(range_);
    std::vector<stored_record> out;
    auto const bound = range_.bind(topic.id, partition, from, limit);
    auto row = bound ? range_.step() : result<bool>(bound.error());
    for (; row && *row; row = range_.step()) {
        auto headers = decode_headers(range_.octets(3).value_or(""));
        auto const offset = range_.number(0);
        if (!headers) {
            return fail(
                eventlog_errc::corrupt,
                at_->file().string() + ": headers of record " + std::to_string(offset) + " in " +
                    sanitised(topic.options.name) + "/" + std::to_string(partition)
            );
        }
        out.push_back(
            {.offset = offset,
             .timestamp = instant(milliseconds(range_.number(1))),
             .data =
                 {.topic = topic.options.name,
                  .partition = partition,
                  .key = range_.octets(2),
                  .headers = *std::move(headers),
                  .value = range_.octets(4)}}
        );
    }
    return row ? result<std::vector<stored_record>>(std::move(out)) : row.error();
}

result<std::vector<offset>> record_table::offsets(
    statement& select, std::int64_t topic, int partition, instant until
) {
    reset_guard const guard(select);
    std::vector<offset> out;
    auto const bound = select.bind(topic, partition, to_number(until));
    auto row = bound ? select.step() : result<bool>(bound.error());
    for (; row && *row; row = select.step()) {
        out.push_back(select.number(0));
    }
    return row ? result<std::vector<offset>>(std::move(out)) : row.error();
}

result<std::vector<offset>> record_table::superseded(
    std::int64_t topic, int partition, instant tombstones_until
) {
    return offsets(superseded_, topic, partition, tombstones_until);
}

result<std::vector<offset>> record_table::outdated(
    std::int64_t topic, int partition, instant until
) {
    return offsets(outdated_, topic, partition, until);
}

result<void> record_table::remove(std::int64_t topic, int partition, offset at) {
    return remove_.run(topic, partition, at);
}

}  // namespace mailsonde::eventlog::sqlite
